import type * as vscode from 'vscode';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import type { EditTarget } from '../../shared/imageEdits/editTarget';
import { masksInFront, masksOfTarget } from '../../shared/imageEdits/masksOfTarget';
import type { RenderParams, RenderResult } from '../../shared/protocol/inferenceProtocol';
import { settings } from '../settings';
import { readBackgrounds } from './imageBackgrounds';
import type { ImageQuestions } from './imageQuestions';

/** How the image is written: its edits, and what they need, are the document's. */
export type EditedImageOptions = Omit<
	RenderParams,
	'image' | 'asker' | 'edits' | 'backgrounds' | 'fillPack' | 'cutOut'
> & {
	/** What is cut out of it; absent: nothing is. */
	readonly cutOut?: EditTarget;
};

/** A document's image with the edits that are on, as a new file. Rejects when it is cancelled. */
export async function renderEditedImage(
	{ uri, state }: { readonly uri: vscode.Uri; readonly state: AnnotationSet },
	questions: Pick<ImageQuestions, 'render'>,
	{ cutOut, ...options }: EditedImageOptions,
	onProgress: (fraction: number) => void,
	token: vscode.CancellationToken,
): Promise<RenderResult> {
	const edits = (state.imageEdits ?? [])
		.filter(({ off }) => !off)
		.map((step) => ({
			edit: step.edit,
			masks: masksOfTarget(step.of, state),
			inFront: masksInFront(step, state),
		}))
		.filter(({ masks }) => masks.length > 0);
	const backgrounds = await readBackgrounds(
		uri,
		edits.map(({ edit }) => edit),
	);
	const fillPack = settings.fillPack();
	const params = {
		...options,
		...(fillPack !== '' && { fillPack }),
		...(cutOut && { cutOut: { masks: masksOfTarget(cutOut, state), trim: true, softness: 2 } }),
		edits,
		backgrounds,
	};
	return questions.render(params, onProgress, token);
}
