import { combineNames } from '../../src/naming/combineNames';
import { maxPerImage, withImage } from '../../src/naming/exampleMemory';
import { type LikelyName, likelyNames, rankNames } from '../../src/naming/likelyNames';
import { likelyObjects, rankObjects } from '../../src/naming/likelyObjects';
import type { NamedExample } from '../../src/naming/namedExample';
import type { ObjectName } from '../../src/shared/protocol/inferenceProtocol';
import { Random } from '../fuzz/random';

/** What the names that a trial offered for one mask were worth. */
export interface Offer {
	/** The likeliest names, first of all the first, be they likely or not. */
	readonly ranked: readonly LikelyName[];
	/** Those of them that would be said. */
	readonly said: readonly LikelyName[];
	/** The names used last, and the commonest ones, each the likeliest first. */
	readonly lastUsed: readonly string[];
	readonly commonest: readonly string[];
	readonly truth: string;
}

/**
 * Leave one image out: each mask is named from `k` examples of every name that has so many in other images. Masks whose
 * name has fewer, or is the only one that has, are left out.
 *
 * @param examples of one kind
 */
export function fewExamples(examples: readonly NamedExample[], k: number, seed: number): Offer[] {
	const random = new Random(seed);
	return examples.flatMap((mask) => {
		const others = examples.filter(({ image }) => image !== mask.image);
		const byName = grouped(others);
		const chosen = [...byName.values()].filter((all) => all.length >= k);
		if (chosen.length < 2 || !chosen.some(([first]) => first!.name === mask.name)) return [];
		const known = shuffled(
			chosen.flatMap((all) => shuffled(all, random).slice(0, k)),
			random,
		);
		const names = chosen.map(([first]) => first!.name);
		return [
			{
				ranked: rankNames(known, mask),
				said: likelyNames(known, mask, mask.kind),
				lastUsed: unique(others.toReversed()).filter((name) => names.includes(name)),
				commonest: commonestOf(others).filter((name) => names.includes(name)),
				truth: mask.name,
			},
		];
	});
}

/**
 * A user who names the masks of one image after another, at most as many of a name in an image as are remembered:
 * each is offered what the ones before it have taught. The first mask has nothing to go by.
 *
 * @param seen what a detector sees at a mask; absent: there is none
 */
export function inOneRun(
	examples: readonly NamedExample[],
	seed: number,
	seen?: (mask: NamedExample) => readonly ObjectName[],
): Offer[] {
	const random = new Random(seed);
	const images = shuffled([...new Set(examples.map(({ image }) => image))], random);
	let memory: readonly NamedExample[] = [];
	const named: NamedExample[] = [];
	const offers: Offer[] = [];
	for (const image of images) {
		const masks = shuffled(
			examples.filter((one) => one.image === image),
			random,
		);
		const few = [...grouped(masks).values()].flatMap((all) => all.slice(0, maxPerImage));
		const done: NamedExample[] = [];
		for (const mask of masks.filter((one) => few.includes(one))) {
			if (named.length > 0) {
				const [lastUsed, commonest] = [unique(named.toReversed()), commonestOf(named)];
				const found = seen?.(mask) ?? [];
				const known = { names: lastUsed.map((name) => ({ name, kind: mask.kind })), isClosed: false };
				offers.push({
					ranked: combineNames(rankNames(memory, mask), rankObjects(found, known), known.names),
					said: combineNames(likelyNames(memory, mask, mask.kind), likelyObjects(found, known), known.names),
					...{ lastUsed, commonest, truth: mask.name },
				});
			}
			done.push(mask);
			named.push(mask);
			memory = withImage(memory, image, done, new Map([[mask.annotation, mask.descriptor]]));
		}
	}
	return offers;
}

/** What a detector alone offers for masks: it knows of no other names. */
export function withoutExamples(
	masks: readonly NamedExample[],
	seen: (mask: NamedExample) => readonly ObjectName[],
): Offer[] {
	const known = { names: [], isClosed: false };
	return masks.map((mask) => ({
		ranked: rankObjects(seen(mask), known),
		said: likelyObjects(seen(mask), known),
		...{ lastUsed: [], commonest: [], truth: mask.name },
	}));
}

/** The part of the masks for which names are said, with how often the first, or one of three, is right then. */
export function whenSaid(offers: readonly Offer[]) {
	const said = offers.filter((offer) => offer.said.length > 0);
	const saidNames = (offer: Offer) => offer.said.map(({ name }) => name);
	return {
		share: said.length / offers.length,
		first: hits(said, saidNames, 1),
		three: hits(said, saidNames, 3),
		lastUsed: hits(said, ({ lastUsed }) => lastUsed, 1),
	};
}

/** The largest part of the masks, the most confident first, of which the first name is right that often. */
export function coverageAt(precision: number, offers: readonly Offer[]): number {
	const sorted = offers.toSorted((one, other) => confidenceOf(other) - confidenceOf(one));
	let [right, covered] = [0, 0];
	for (const [index, { ranked, truth }] of sorted.entries()) {
		if (ranked[0]?.name === truth) right++;
		if (right / (index + 1) >= precision) covered = index + 1;
	}
	return covered / offers.length;
}

/** How often the right name is among the first `count`. */
export function hits(
	offers: readonly Offer[],
	namesIn: (offer: Offer) => readonly string[],
	count: number,
): number {
	return (
		offers.filter((offer) => namesIn(offer).slice(0, count).includes(offer.truth)).length / offers.length
	);
}

export const namesOf = ({ ranked }: Offer) => ranked.map(({ name }) => name);
const confidenceOf = ({ ranked }: Offer) => ranked[0]?.confidence ?? 0;
const unique = (all: readonly NamedExample[]) => [...new Set(all.map(({ name }) => name))];

function commonestOf(examples: readonly NamedExample[]): string[] {
	return [...grouped(examples)].sort(([, one], [, other]) => other.length - one.length).map(([name]) => name);
}

function grouped(examples: readonly NamedExample[]): Map<string, NamedExample[]> {
	const groups = new Map<string, NamedExample[]>();
	for (const one of examples) {
		const group = groups.get(one.name);
		if (group) group.push(one);
		else groups.set(one.name, [one]);
	}
	return groups;
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
	return all
		.map((one) => ({ one, at: random.next() }))
		.sort((a, b) => a.at - b.at)
		.map(({ one }) => one);
}
