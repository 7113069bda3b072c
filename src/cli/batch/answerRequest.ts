import { addAnswers, type BatchAnswer, type BatchRequest, idOf } from '../../formats/sidecar/batchRequest';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import { newAnnotations } from '../../shared/everything';
import type { ImageSession, OpenedImage } from '../imageSession';
import { nameMasks } from '../nameMasks';
import { annotationOf, chooseLevel, segmentOpened } from '../segmentPrompts';
import { changeSidecarOf, readSidecarOf } from '../sidecarFile';

/** @throws CliError, InferenceError or InvalidArgumentError where there is no answer */
export async function answerRequest(
	request: BatchRequest,
	opened: OpenedImage,
	session: ImageSession,
): Promise<BatchAnswer> {
	const { pack } = await session.start();
	const id = idOf(request, pack);
	const { category } = request;
	if ('everything' in request) {
		const result = await session.service.everything({ image: opened.image, ...request.everything });
		const additionsTo = (set: AnnotationSet) => newAnnotations(result, set, category);
		if (!request.names) return { id, additionsTo };
		const { set: present } = await readSidecarOf(opened);
		const { masks } = result;
		const named = await nameMasks(session.service, opened.image, masks, present, request.names);
		return { id, additionsTo: (set) => named(additionsTo(set), set) };
	}
	const segmented = await segmentOpened(opened, request.prompts, session, () => undefined);
	const mask = annotationOf(segmented, chooseLevel(segmented.result, request.level), category);
	return { id, additionsTo: () => [mask] };
}

/**
 * Adds answers to an image's sidecar; see `addAnswers`.
 *
 * @returns how many annotations were added
 * @throws CliError where the sidecar cannot be read or written; it is then as it was
 */
export async function writeAnswers(image: OpenedImage, answers: readonly BatchAnswer[]): Promise<number> {
	let added = 0;
	await changeSidecarOf(image, (before) => {
		const after = addAnswers(before, answers);
		added = after.added;
		return after.sidecar;
	});
	return added;
}
