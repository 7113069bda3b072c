import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { Descriptor } from '../shared/descriptor';
import type { NamedExample, NamedMask } from './namedExample';

/** How many examples of one name are kept per image: sixty windows of a house say no more than a few do. */
export const maxPerImage = 8;
/** Examples of one name in all. */
export const maxPerName = 60;
/** Examples in all: a file of 1.7 MB. */
const maxExamples = 3000;

/**
 * The masks of an image that are remembered: of each name the last ones. What is remembered follows from the masks
 * alone, so that nothing is described twice.
 */
export function worthRemembering<T extends CategoryName>(masks: readonly T[]): T[] {
	const counts = new Map<string, number>();
	return masks
		.toReversed()
		.filter((mask) => {
			const count = (counts.get(keyOf(mask)) ?? 0) + 1;
			counts.set(keyOf(mask), count);
			return count <= maxPerImage;
		})
		.toReversed();
}

/** The masks of an image that have no descriptor yet. */
export function undescribed<T extends NamedMask>(
	examples: readonly NamedExample[],
	image: string,
	masks: readonly T[],
): T[] {
	const known = new Set(examples.filter((one) => one.image === image).map(maskKey));
	return worthRemembering(masks).filter((mask) => !known.has(maskKey(mask)));
}

/**
 * The examples after a look at an image's annotations: those of masks that are gone, or have changed, go; those that
 * were renamed have their new names; new ones come last, as the most recent.
 *
 * @param examples the oldest first
 * @param described descriptors of masks that had none, by annotation
 */
export function withImage(
	examples: readonly NamedExample[],
	image: string,
	masks: readonly NamedMask[],
	described: ReadonlyMap<number, Descriptor>,
): readonly NamedExample[] {
	const open = new Map(worthRemembering(masks).map((mask) => [maskKey(mask), mask]));
	const kept: NamedExample[] = [];
	const renamed: NamedExample[] = [];
	for (const example of examples) {
		const mask = example.image === image ? open.get(maskKey(example)) : undefined;
		if (mask) open.delete(maskKey(example));
		if (example.image !== image || (mask && keyOf(mask) === keyOf(example))) kept.push(example);
		else if (mask) renamed.push({ ...example, name: mask.name, kind: mask.kind });
	}
	const added = [...open.values()].flatMap(({ annotation, mask, name, kind }) => {
		const descriptor = described.get(annotation);
		return descriptor ? [{ image, annotation, mask, name, kind, descriptor }] : [];
	});
	const isSame = kept.length === examples.length && added.length === 0;
	return isSame ? examples : withinLimits([...kept, ...renamed, ...added]);
}

/** Without the examples of a name. */
export function withoutName(examples: readonly NamedExample[], name: CategoryName): readonly NamedExample[] {
	return examples.filter((one) => keyOf(one) !== keyOf(name));
}

/** The same with one name instead of another. */
export function withNameChanged(
	examples: readonly NamedExample[],
	from: CategoryName,
	to: CategoryName,
): readonly NamedExample[] {
	return examples.map((one) => (keyOf(one) === keyOf(from) ? { ...one, name: to.name, kind: to.kind } : one));
}

export interface CountedName extends CategoryName {
	readonly examples: number;
	readonly images: number;
}

/** The names that there are examples of, the last used first. */
export function countNames(examples: readonly NamedExample[]): CountedName[] {
	const counted = new Map<string, NamedExample[]>();
	for (const one of examples.toReversed()) {
		const all = counted.get(keyOf(one));
		if (all) all.push(one);
		else counted.set(keyOf(one), [one]);
	}
	return [...counted.values()].map((all) => ({
		name: all[0]!.name,
		kind: all[0]!.kind,
		examples: all.length,
		images: new Set(all.map(({ image }) => image)).size,
	}));
}

/** Drops the oldest: first of names that have very many, then of all. */
function withinLimits(examples: readonly NamedExample[]): readonly NamedExample[] {
	const counts = new Map<string, number>();
	return examples
		.toReversed()
		.filter((one) => {
			const count = (counts.get(keyOf(one)) ?? 0) + 1;
			counts.set(keyOf(one), count);
			return count <= maxPerName;
		})
		.slice(0, maxExamples)
		.toReversed();
}

const keyOf = ({ name, kind }: CategoryName) => `${kind} ${name}`;
const maskKey = ({ annotation, mask }: Pick<NamedMask, 'annotation' | 'mask'>) => `${annotation} ${mask}`;
