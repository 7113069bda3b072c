import { createHash } from 'node:crypto';
import { worthRemembering } from '../../naming/exampleMemory';
import type { NamedMask } from '../../naming/namedExample';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import { uncategorised } from '../../shared/everything';
import type { Rle } from '../../shared/mask/rle';

const hashLength = 16;
/** Annotations keep their `Rle` object through edits. */
const hashes = new WeakMap<Rle, string>();

/** The annotations that somebody gave a name to, of each name those that are remembered: an image can have thousands. */
export function namedMasksOf({
	annotations,
	categories,
}: AnnotationSet): (NamedMask & { readonly segmentation: Rle })[] {
	const names = new Map(categories.map((category) => [category.id, category]));
	const named = annotations.flatMap(({ id, categoryId, segmentation }) => {
		const { name, kind } = names.get(categoryId) ?? uncategorised;
		const isNamed = name !== uncategorised.name || kind !== uncategorised.kind;
		return isNamed ? [{ annotation: id, name, kind, segmentation }] : [];
	});
	return worthRemembering(named).map((one) => ({ ...one, mask: hashOf(one.segmentation) }));
}

function hashOf(rle: Rle): string {
	let hash = hashes.get(rle);
	if (hash === undefined) {
		hash = createHash('sha256').update(rle.counts).digest('hex').slice(0, hashLength);
		hashes.set(rle, hash);
	}
	return hash;
}
