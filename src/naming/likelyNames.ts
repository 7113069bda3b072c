import type { CategoryKind } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import { type Descriptor, likeness } from '../shared/descriptor';
import type { NamedExample } from './namedExample';

/** A name that a mask may get. */
export interface LikelyName extends CategoryName {
	/** How often a name that is offered with this number is right, 0 to 1. */
	readonly confidence: number;
	/** Whether it was learned from masks that the user named. */
	readonly isLearned: boolean;
}

/** A mask that has no name yet. */
export interface UnnamedMask {
	/** The image's hash. */
	readonly image: string;
	readonly descriptor: Descriptor;
}

/** All numbers of this file were chosen on training photographs: docs/naming.md. */
const maxSuggested = 3;
/** The first name has to be this likely, or nothing is said. */
const minFirst = 0.4;
const minOther = 0.1;

/** How quickly an example's vote falls with its unlikeness. */
const sharpness = 20;
/** An example in the same image has so many votes of one elsewhere: things come in groups, in one light. */
const sameImageVotes = 3;
/** What the last example has more than an old one, and after how many examples that has faded. */
const recencyVotes = 1;
const recencyExamples = 5;

/**
 * What is asked about: one mask, which the user is about to name, or many that a model has found, most of them of nothing
 * that has one of the names.
 */
export type Asked = 'one' | 'many';

/**
 * `strangeness`: how alike an example has to be to outweigh the vote for a name that nobody gave yet. `bias`, `oddsWeight`:
 * a logistic regression of whether a name is right, on its odds among the votes.
 */
const calibrations: Readonly<Record<Asked, Calibration>> = {
	one: { strangeness: 0.75, bias: -0.61, oddsWeight: 0.8 },
	many: { strangeness: 0.9, bias: -1, oddsWeight: 1.4 },
};
interface Calibration {
	readonly strangeness: number;
	readonly bias: number;
	readonly oddsWeight: number;
}
/** With so many names known, the next one is as likely to be new: with few, what is alike is judged against little. */
const newNames = 0.6;
/** Beyond this part of the votes a name has none, or all. */
const minShare = 1e-3;

/**
 * The names that a mask is likely to get, the likeliest first; none where nothing speaks clearly enough for one.
 * Objects and parts are two lists: it is the names of the suggested kind or, where none of them is likely, of the
 * other.
 *
 * @param examples the oldest first
 */
export function likelyNames(
	examples: readonly NamedExample[],
	mask: UnnamedMask,
	suggestedKind: CategoryKind,
	asked: Asked = 'one',
): readonly LikelyName[] {
	const ofKind = (kind: CategoryKind) => {
		const [first, ...others] = rankNames(
			examples.filter((one) => one.kind === kind),
			mask,
			asked,
		).slice(0, maxSuggested);
		if (!first || first.confidence < minFirst) return [];
		return [first, ...others.filter(({ confidence }) => confidence >= minOther)];
	};
	const suggested = ofKind(suggestedKind);
	return suggested.length > 0 ? suggested : ofKind(suggestedKind === 'object' ? 'part' : 'object');
}

/**
 * All names of some examples, the likeliest first. Each example has a vote that falls with its unlikeness, so that
 * names of many examples have more votes; one vote is for none of the names.
 *
 * @param examples of one kind, the oldest first
 */
export function rankNames(
	examples: readonly NamedExample[],
	{ image, descriptor }: UnnamedMask,
	asked: Asked = 'one',
): LikelyName[] {
	const calibration = calibrations[asked];
	const votesOf = new Map<string, { readonly category: CategoryName; readonly votes: number }>();
	let all = voteOf(calibration.strangeness);
	for (const [index, example] of examples.entries()) {
		const { name, kind } = example;
		const age = examples.length - 1 - index;
		const recency = 1 + recencyVotes * Math.exp(-age / recencyExamples);
		const place = example.image === image ? sameImageVotes : 1;
		const vote = voteOf(likeness(example.descriptor, descriptor)) * recency * place;
		votesOf.set(name, { category: { name, kind }, votes: (votesOf.get(name)?.votes ?? 0) + vote });
		all += vote;
	}
	const trust = votesOf.size / (votesOf.size + newNames);
	return [...votesOf.values()]
		.sort((one, other) => other.votes - one.votes)
		.map(({ category, votes }) => ({
			...category,
			confidence: trust * rightness(votes / all, calibration),
			isLearned: true,
		}));
}

const voteOf = (alike: number) => Math.exp(sharpness * (alike - 1));

/** How often a name is right that has a part of all votes. */
function rightness(share: number, { bias, oddsWeight }: Calibration): number {
	const inRange = Math.min(1 - minShare, Math.max(minShare, share));
	return 1 / (1 + Math.exp(-bias - oddsWeight * Math.log(inRange / (1 - inRange))));
}
