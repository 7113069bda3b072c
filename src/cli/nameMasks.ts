import type { InferenceService } from '../inference/service';
import { likelyObjects, unknownObjects } from '../naming/likelyObjects';
import { suggestNames } from '../naming/suggestNames';
import type { AnnotationSet } from '../shared/annotations/annotation';
import type { NewAnnotation } from '../shared/annotations/annotationEdits';
import { namedThings } from '../shared/annotations/namedThings';
import type { NameRequest } from './nameOptions';
import { note } from './output';

/** Says which names of the list nobody can tell: masks would never get them. */
export async function noteUnknownNames(service: InferenceService, { known }: NameRequest): Promise<void> {
	if (!known.isClosed) return;
	const classes = (await service.knownNames())
		.filter(({ kind }) => kind === 'object')
		.map(({ name }) => name);
	const unknown = unknownObjects(known.names, classes);
	if (unknown.length === 0) return;
	const names = unknown.map((name) => `“${name}”`).join(', ');
	note(`The list has names that are none of the 80 of COCO, so that no mask gets them: ${names}.`);
}

/**
 * Names for masks that are to be added to an image's annotations, by what a detector sees at each.
 *
 * @param image what the service calls it
 * @returns the masks with their names; given to it before they are added, with what is there
 */
export async function nameMasks(
	service: InferenceService,
	image: string,
	masks: readonly Pick<NewAnnotation, 'segmentation'>[],
	{ known, asSuggestions, namedOnly }: NameRequest,
	signal?: AbortSignal,
): Promise<(added: readonly NewAnnotation[], set: AnnotationSet) => readonly NewAnnotation[]> {
	const segmentations = masks.map(({ segmentation }) => segmentation);
	const seen = await service.nameObjects({ image, masks: segmentations }, signal);
	const likely = new Map(segmentations.map((one, i) => [one, likelyObjects(seen[i] ?? [], known, 'many')]));
	return (added, set) => {
		const nameless = added.map(({ segmentation }, annotation) => ({
			...{ annotation, segmentation, learned: [], others: likely.get(segmentation) ?? [] },
		}));
		const names = suggestNames(nameless, namedThings(set), known.names);
		return added.flatMap((one, annotation) => {
			const found = names.get(annotation);
			if (!found) return namedOnly ? [] : [one];
			const name = { name: found.name, kind: found.kind };
			return [asSuggestions ? { ...one, suggested: name } : { ...one, category: name }];
		});
	};
}
