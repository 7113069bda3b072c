import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { Annotation, AnnotationSet } from '../annotations/annotation';
import type { Candidate, Ladder } from '../candidate';
import type { Correction } from '../correction';
import type { Prompt } from '../prompt';

/** What every open view of a document draws. */
export interface DocumentState extends AnnotationSet {
	/** Why nothing can be changed, as a sentence; absent where it can. */
	readonly readOnlyReason?: string;
}

/** What a view must know to have the present state: with hundreds of masks, only those that changed travel. */
export interface DocumentChange extends DocumentState {
	/** The added and changed annotations; the others stay as they are. */
	readonly annotations: readonly Annotation[];
	readonly removed: readonly number[];
}

export interface InitialState {
	readonly fileName: string;
	readonly document: DocumentState;
	readonly selected: number | null;
	readonly image: ImageState;
	readonly settings: ViewSettings;
	/** The id of the pack that answers prompts. */
	readonly pack: string;
}

export const hoverPreviewSettings = ['auto', 'on', 'off'] as const;
export type HoverPreviewSetting = (typeof hoverPreviewSettings)[number];

export interface ViewSettings {
	/** Show the mask under the resting pointer before any click; `auto`: where it is fast enough. */
	readonly hoverPreview: HoverPreviewSetting;
	/** Opacity of a mask's fill, 0 to 1. */
	readonly maskOpacity: number;
}

export interface ImageFile {
	readonly bytes: Uint8Array;
	readonly mimeType: string;
}

/** How far the image is on its way to being clickable. */
export type ImageState =
	| { readonly phase: 'opening' }
	| { readonly phase: 'encoding'; readonly width: number; readonly height: number }
	| { readonly phase: 'ready'; readonly width: number; readonly height: number }
	| { readonly phase: 'failed'; readonly message: string };

export interface SegmentParams {
	readonly prompts: readonly Prompt[];
	/** Absent where nothing was shown. */
	readonly correcting?: Correction;
}

export interface AcceptParams {
	readonly prompts: readonly Prompt[];
	readonly candidates: readonly Candidate[];
	/** The levels to keep, all of `candidates`' levels for parts of wholes. */
	readonly levels: readonly number[];
	/** The id of the pack that made the candidates. */
	readonly pack: string;
}

/** A ladder with the pack that made it. */
export interface SegmentReply extends Ladder {
	readonly pack: string;
	/** What the user should know of how the prompts were answered, as a sentence; absent when there is nothing to say. */
	readonly note?: string;
}

/** Acts that a key or the command palette asks of the view that has the focus. */
export const viewCommands = [
	'finerLevel',
	'coarserLevel',
	'level1',
	'level2',
	'level3',
	'level4',
	'level5',
	'level6',
	'accept',
	'acceptAll',
	'dropPrompt',
	'dropLadder',
	'zoomIn',
	'zoomOut',
	'zoomToFit',
	'zoomToActualSize',
	'toggleMasks',
] as const;
export type ViewCommand = (typeof viewCommands)[number];

/** What the host's context keys follow. */
export interface ViewContext {
	readonly focused: boolean;
	readonly ladderOpen: boolean;
	/** A strip of levels is shown: of the open ladder, or the kept one of the selected annotation. */
	readonly levelsShown: boolean;
}

// From the view to the host.
export const ready = new RequestType0<InitialState, void>('ready');
export const readImage = new RequestType0<ImageFile, void>('readImage');
export const segment = new RequestType<SegmentParams, SegmentReply, void>('segment');
/** The mask under the resting pointer; null where the model offers none, or other work goes first. */
export const preview = new RequestType<{ readonly prompts: readonly Prompt[] }, Candidate | null, void>(
	'preview',
);
/** Asks for the category and keeps the masks; false where the user thought better of it. */
export const accept = new RequestType<AcceptParams, boolean, void>('accept');
export const changeLevel = new RequestType<{ readonly id: number; readonly level: number }, void, void>(
	'changeLevel',
);
export const select = new NotificationType<{ readonly id: number | null }>('select');
/** Answered once VS Code's context keys follow, from when on its keys act on this view. */
export const contextChanged = new RequestType<ViewContext, void, void>('contextChanged');
/** A button in the view that stands for a command of the extension. */
export const runCommand = new NotificationType<{
	readonly command:
		| 'strata.rename'
		| 'strata.delete'
		| 'strata.openSidecar'
		| 'strata.reopenAsText'
		| 'strata.chooseModel';
}>('runCommand');

// From the host to the view.
export const documentChanged = new NotificationType<DocumentChange>('documentChanged');
export const selectionChanged = new NotificationType<{ readonly id: number | null }>('selectionChanged');
export const imageStateChanged = new NotificationType<ImageState>('imageStateChanged');
export const settingsChanged = new NotificationType<ViewSettings>('settingsChanged');
/** Another model answers from now on: what is asked is asked again. */
export const modelChanged = new NotificationType<{ readonly pack: string }>('modelChanged');
/** The first mask of the running `segment` request, before its ladder is complete. */
export const firstCandidate = new NotificationType<{
	readonly prompts: readonly Prompt[];
	readonly candidate: Candidate;
}>('firstCandidate');
/** Shows a level of the open ladder, while its category is asked for. */
export const showLevel = new NotificationType<{ readonly level: number }>('showLevel');
export const viewCommand = new NotificationType<{ readonly command: ViewCommand }>('viewCommand');
