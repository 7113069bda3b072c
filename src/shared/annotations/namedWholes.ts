import { uncategorised } from '../everything';
import type { Rle } from '../mask/rle';
import type { Annotation, AnnotationSet } from './annotation';
import type { NamedWhole } from './namedWhole';
import { wholeOf } from './partOfTree';

/** The annotation that a mask lies in; undefined where it lies in none, or in one that nobody has named. */
export function namedWholeOf(mask: Rle, set: AnnotationSet): NamedWhole | undefined {
	const whole = wholeOf(mask, set.annotations);
	return whole && named(whole, namesIn(set));
}

/** Of each annotation, by id, the one that contains it, likewise. */
export function namedParentsIn(set: AnnotationSet): (annotation: number) => NamedWhole | undefined {
	const byId = new Map(set.annotations.map((one) => [one.id, one]));
	const names = namesIn(set);
	return (annotation) => {
		const parent = byId.get(annotation)?.parent;
		const whole = parent === undefined ? undefined : byId.get(parent);
		return whole && named(whole, names);
	};
}

const namesIn = ({ categories }: AnnotationSet) => new Map(categories.map(({ id, name }) => [id, name]));

function named(
	{ categoryId, segmentation }: Annotation,
	names: ReadonlyMap<number, string>,
): NamedWhole | undefined {
	const name = names.get(categoryId);
	return name === undefined || name === uncategorised.name ? undefined : { name, segmentation };
}
