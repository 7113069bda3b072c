import type { AlikeState } from '../../shared/alike';
import { namedWholeOf } from '../../shared/annotations/namedWholes';
import type { CloserState, PromptingState, ShownName } from '../../shared/protocol/editorProtocol';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { ImageNames } from '../naming/imageNames';
import { alikePortOf } from './alikePortOf';
import { AlikeTray } from './alikeTray';
import { CloserLook } from './closerLook';
import { closerLookPortOf } from './closerLookPortOf';
import { CutOutFiles } from './cutOutFiles';
import { Drawing } from './drawing';
import { drawingPortOf } from './drawingPortOf';
import { renderEditedImage } from './editedImage';
import type { EditorServices } from './editorServices';
import { ImageEditing } from './imageEditing';
import { imageEditingPortOf } from './imageEditingPortOf';
import { imageNamesOf } from './imageNamesOf';
import { ImageQuestions } from './imageQuestions';
import { Keeping } from './keeping';
import { keepingPortOf } from './keepingPortOf';
import { LevelName } from './levelName';
import { LevelSteps } from './levelSteps';
import { Prompting } from './prompting';
import { promptingMessages } from './promptingMessages';
import type { PromptingPart } from './promptingPort';
import { Selection } from './selection';
import { SessionImage } from './sessionImage';

/** Who does what in a view. */
export interface SessionParts {
	readonly image: SessionImage;
	readonly closer: CloserLook;
	readonly questions: ImageQuestions;
	/** What masks of the image are likely to be called. */
	readonly names: ImageNames;
	readonly prompting: Prompting;
	readonly selection: Selection;
	readonly keeping: Keeping;
	readonly drawing: Drawing;
	readonly imageEditing: ImageEditing;
	readonly cutOuts: CutOutFiles;
	readonly alike: AlikeTray;
	readonly levels: LevelSteps;
	/** What the level on show is likely to be called. */
	readonly levelName: LevelName;
	dispose(): void;
}

interface PartEvents {
	select(id: number | null): void;
	selectionChanged(): void;
	promptingChanged(state: PromptingState, only?: PromptingPart): void;
	alikeChanged(state: AlikeState | null, choiceOnly: boolean): void;
	closerChanged(closer: CloserState | null): void;
	shownNameChanged(name: ShownName | null): void;
	failed(error: unknown): void;
}

export function sessionPartsOf(
	document: AnnotationDocument,
	services: EditorServices,
	events: PartEvents,
): SessionParts {
	const { client } = services.inference;
	const served = { ...services, client };
	const selection = new Selection(() => events.selectionChanged());
	const image = new SessionImage(document, served);
	const closer = new CloserLook(
		closerLookPortOf(image, client, { changed: events.closerChanged, failed: events.failed }),
	);
	const questions = new ImageQuestions(document.uri, image, closer, served);
	const categories = services.categories.sourceFor(document.uri);
	const names = imageNamesOf(document, image, categories, services.names, services.report);
	const prompting = new Prompting({
		ask: (request, signal) => questions.levels(request, signal),
		changed: events.promptingChanged,
		messages: promptingMessages(),
	});
	const levelName = new LevelName({
		wholeOf: ({ segmentation }) => namedWholeOf(segmentation, document.state),
		likely: async ({ segmentation }, kind, whole) => {
			const levels = (await prompting.whenComplete())?.candidates ?? [];
			const others = levels.map((level) => level.segmentation);
			const otherLevels = others.filter(({ counts }) => counts !== segmentation.counts);
			return await names.likely(segmentation, kind, { whole, otherLevels });
		},
		changed: events.shownNameChanged,
	});
	const keeping = new Keeping(
		prompting,
		keepingPortOf({
			document,
			categories,
			likely: (mask, kind, whole) => levelName.namesOf(mask, kind, whole),
			prompting,
			select: events.select,
		}),
	);
	const alike = new AlikeTray(alikePortOf({ document, questions, selection, changed: events.alikeChanged }));
	const imageEditing = new ImageEditing(imageEditingPortOf(document, prompting, selection));
	const cutOuts = new CutOutFiles(document.uri, async (token) => {
		const options = { format: 'png', keepsMetadata: false, cutOut: imageEditing.target } as const;
		return (await renderEditedImage(document, questions, options, () => undefined, token)).bytes;
	});
	return {
		...{ image, closer, questions, names, prompting, selection, keeping, alike, imageEditing, cutOuts },
		drawing: new Drawing(prompting, drawingPortOf(document, image, selection)),
		levels: new LevelSteps({ document, prompting, alike, selection }),
		levelName,
		dispose: () => {
			alike.clear();
			cutOuts.cancel();
			levelName.dispose();
			names.dispose();
			image.dispose();
		},
	};
}
