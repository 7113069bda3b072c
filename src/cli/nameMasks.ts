import type { InferenceService } from '../inference/service';
import { type KnownNames, unknownNames } from '../naming/asCalled';
import { likelyListed } from '../naming/likelyListed';
import type { LikelyName } from '../naming/likelyNames';
import { likelyObjects } from '../naming/likelyObjects';
import { likelyParts } from '../naming/likelyParts';
import { suggestNames } from '../naming/suggestNames';
import type { AnnotationSet, CategoryKind } from '../shared/annotations/annotation';
import {
	addAnnotations,
	applyEdit,
	type NewAnnotation,
	removeAnnotations,
} from '../shared/annotations/annotationEdits';
import { type NamedThing, namedThings } from '../shared/annotations/namedThings';
import type { NamedWhole } from '../shared/annotations/namedWhole';
import { namedWholeOf } from '../shared/annotations/namedWholes';
import { unnamedIn } from '../shared/annotations/suggestions';
import type { Rle } from '../shared/mask/rle';
import type { NameRequest } from './nameOptions';
import { note } from './output';

/** Says which names of the list nobody can tell: masks would never get them. */
export async function noteUnknownNames(
	service: InferenceService,
	{ known, namePack }: NameRequest,
): Promise<void> {
	if (!known.isClosed || namePack !== undefined) return;
	const ofKind = (kind: CategoryKind) => known.names.filter((one) => one.kind === kind);
	const objects = (await service.knownNames()).filter(({ kind }) => kind === 'object');
	const unknown = [
		...unknownNames(
			ofKind('object'),
			objects.map(({ name }) => name),
		),
		...unknownNames(ofKind('part'), await service.partWords()),
	];
	if (unknown.length === 0) return;
	const names = unknown.map((name) => `“${name}”`).join(', ');
	note(
		`The list has names that are none of the 80 objects of COCO, nor of the parts that are known, so that no mask gets them: ${names}. Names of parts are written “part: shirt”.`,
	);
}

type Masks = readonly Pick<NewAnnotation, 'segmentation'>[];
type Likely = ReadonlyMap<Rle, readonly LikelyName[]>;

/**
 * Names for masks that are to be added to an image's annotations: of objects by what a detector sees at each, then of
 * parts within what has a name by what the encoder sees in them; of both by the list, where a pack compares masks with
 * words.
 *
 * @param image what the service calls it
 * @param set what is annotated in the image
 * @returns the masks with their names; given to it before they are added, with what is there
 */
export async function nameMasks(
	service: InferenceService,
	image: string,
	masks: Masks,
	set: AnnotationSet,
	request: NameRequest,
	signal?: AbortSignal,
): Promise<(added: readonly NewAnnotation[], set: AnnotationSet) => readonly NewAnnotation[]> {
	const { known, asSuggestions, namedOnly } = request;
	const objects = await likelyObjectsOf(service, image, masks, request, signal);
	const parts = await likelyPartsOf(
		service,
		image,
		withNamed(set, masks, objects, known),
		masks,
		request,
		signal,
	);
	return (added, before) => {
		const named = namesOf(added, objects, namedThings(before), known);
		const things = added.flatMap(({ segmentation }, i) => {
			const name = named.get(i);
			return name ? [{ ...name, segmentation }] : [];
		});
		const rest = added.map((one, i) => (named.has(i) ? undefined : one));
		const inside = namesOf(rest, parts, [...namedThings(before), ...things], known);
		return added.flatMap((one, i) => {
			const found = named.get(i) ?? inside.get(i);
			if (!found) return namedOnly ? [] : [one];
			const name = { name: found.name, kind: found.kind };
			return [asSuggestions ? { ...one, suggested: name } : { ...one, category: name }];
		});
	};
}

/** By index; undefined masks get none. */
function namesOf(
	masks: readonly (NewAnnotation | undefined)[],
	likely: Likely,
	named: readonly NamedThing[],
	known: KnownNames,
) {
	const nameless = masks.flatMap((mask, annotation) =>
		mask
			? {
					...{ annotation, segmentation: mask.segmentation, learned: [] },
					others: likely.get(mask.segmentation) ?? [],
				}
			: [],
	);
	return suggestNames(nameless, named, known.names);
}

async function likelyObjectsOf(
	service: InferenceService,
	image: string,
	masks: Masks,
	request: NameRequest,
	signal?: AbortSignal,
): Promise<Likely> {
	const segmentations = masks.map(({ segmentation }) => segmentation);
	const seen = await service.nameObjects({ image, masks: segmentations }, signal);
	const asked = segmentations.map((segmentation) => ({ segmentation, kind: 'object' as const }));
	const listed = await listedOf(service, image, asked, request, signal);
	return new Map(
		segmentations.map((one, i) => [
			one,
			[...likelyObjects(seen[i] ?? [], request.known, 'many'), ...(listed[i] ?? [])],
		]),
	);
}

/** @param named what has a name, or is about to get one */
async function likelyPartsOf(
	service: InferenceService,
	image: string,
	named: AnnotationSet,
	masks: Masks,
	request: NameRequest,
	signal?: AbortSignal,
): Promise<Likely> {
	const parts = masks.flatMap(({ segmentation }) => {
		const whole = namedWholeOf(segmentation, named);
		return whole ? [{ segmentation, whole }] : [];
	});
	if (parts.length === 0) return new Map();
	const seen = await service.nameParts({ image, parts }, signal);
	const asked = parts.map(({ segmentation, whole }) => ({
		...{ segmentation, kind: 'part' as const, whole: whole.name },
	}));
	const listed = await listedOf(service, image, asked, request, signal);
	const likely = (i: number, { name: wholeName }: NamedWhole) =>
		[...likelyParts(seen[i] ?? [], request.known, 'many'), ...(listed[i] ?? [])].filter(
			({ name }) => name !== wholeName,
		);
	return new Map(parts.map(({ segmentation, whole }, i) => [segmentation, likely(i, whole)]));
}

async function listedOf(
	service: InferenceService,
	image: string,
	masks: Parameters<InferenceService['nameFromList']>[0]['masks'],
	{ known: { names }, namePack: pack }: NameRequest,
	signal?: AbortSignal,
): Promise<readonly (readonly LikelyName[])[]> {
	if (pack === undefined) return [];
	const found = await service.nameFromList({ image, pack, masks, names }, signal);
	return found.map(likelyListed);
}

/** Only what has a name, with the masks that get one as objects. */
function withNamed(set: AnnotationSet, masks: Masks, objects: Likely, known: KnownNames): AnnotationSet {
	const all = masks.map((mask) => mask as NewAnnotation);
	const names = namesOf(all, objects, namedThings(set), known);
	const named = all.flatMap((mask, i) => {
		const name = names.get(i);
		return name ? [{ ...mask, category: { name: name.name, kind: name.kind } }] : [];
	});
	const unnamed = set.annotations.filter(unnamedIn(set)).map(({ id }) => id);
	const rest = applyEdit(set, removeAnnotations(set, unnamed));
	return applyEdit(rest, addAnnotations(rest, named));
}
