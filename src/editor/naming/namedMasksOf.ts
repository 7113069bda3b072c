import { createHash } from 'node:crypto';
import type { NamedMask } from '../../naming/namedExample';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import { uncategorised } from '../../shared/everything';
import type { Rle } from '../../shared/mask/rle';

const hashLength = 16;
/** Annotations keep their `Rle` object through edits. */
const hashes = new WeakMap<Rle, string>();

/** The annotations that somebody gave a name to. */
export function namedMasksOf({
	annotations,
	categories,
}: AnnotationSet): (NamedMask & { readonly segmentation: Rle })[] {
	const names = new Map(categories.map((category) => [category.id, category]));
	return annotations.flatMap(({ id, categoryId, segmentation }) => {
		const category = names.get(categoryId);
		if (!category) return [];
		const { name, kind } = category;
		if (name === uncategorised.name && kind === uncategorised.kind) return [];
		return [{ annotation: id, mask: hashOf(segmentation), name, kind, segmentation }];
	});
}

function hashOf(rle: Rle): string {
	let hash = hashes.get(rle);
	if (hash === undefined) {
		hash = createHash('sha256').update(rle.counts).digest('hex').slice(0, hashLength);
		hashes.set(rle, hash);
	}
	return hash;
}
