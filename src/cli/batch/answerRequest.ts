import { answeredRequests, withAnswered } from '../../formats/sidecar/batchRecord';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import {
	addAnnotations,
	addedIds,
	applyEdit,
	type NewAnnotation,
} from '../../shared/annotations/annotationEdits';
import { newAnnotations } from '../../shared/everything';
import type { ImageSession, OpenedImage } from '../imageSession';
import { annotationOf, chooseLevel, segmentOpened } from '../segmentPrompts';
import { changeSidecarOf } from '../sidecarFile';
import { type BatchRequest, idOf } from './batchRequest';

/** What the model answered to a request. */
export interface Answer {
	readonly id: string;
	/** What is to be added to the annotations that are there. */
	readonly additionsTo: (set: AnnotationSet) => readonly NewAnnotation[];
}

/** @throws CliError, InferenceError or InvalidArgumentError where there is no answer */
export async function answerRequest(
	request: BatchRequest,
	opened: OpenedImage,
	session: ImageSession,
): Promise<Answer> {
	const { pack } = await session.start();
	const id = idOf(request, pack);
	const { category } = request;
	if ('everything' in request) {
		const result = await session.service.everything({ image: opened.image, ...request.everything });
		return { id, additionsTo: (set) => newAnnotations(result, set, category) };
	}
	const segmented = await segmentOpened(opened, request.prompts, session, () => undefined);
	const mask = annotationOf(segmented, chooseLevel(segmented.result, request.level), category);
	return { id, additionsTo: () => [mask] };
}

/**
 * Adds answers to an image's sidecar in one step with the record that they were given, so that each is there once,
 * whenever a run is killed and however many run.
 *
 * @returns how many annotations were added
 * @throws CliError where the sidecar cannot be read or written; it is then as it was
 */
export async function writeAnswers(image: OpenedImage, answers: readonly Answer[]): Promise<number> {
	let added = 0;
	await changeSidecarOf(image, (before) => {
		const { set, rest } = before;
		const known = answeredRequests(rest.infoStrata);
		const open = answers.filter(({ id }) => !known.has(id));
		const edit = addAnnotations(
			set,
			open.flatMap(({ additionsTo }) => additionsTo(set)),
		);
		added = addedIds(edit).length;
		if (open.length === 0) return before;
		const infoStrata = withAnswered(
			rest.infoStrata,
			open.map(({ id }) => id),
		);
		return { ...before, set: applyEdit(set, edit), rest: { ...rest, infoStrata } };
	});
	return added;
}
