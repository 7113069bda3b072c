import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { AlikeChoice, AlikeState } from '../alike';
import type { Annotation, AnnotationSet } from '../annotations/annotation';
import type { CategoryColour } from '../annotations/categoryColour';
import type { Candidate } from '../candidate';
import type { DrawMode, DrawnShape } from '../drawnShape';
import type { ImageEdit } from '../imageEdits/imageEdit';
import type { Tile } from '../imageTiles';
import type { LevelPool } from '../levelPool';
import type { PixelSize } from '../pixelSize';
import type { Prompt } from '../prompt';
import type { Region } from '../region';
import type { Display } from './display';
import type { PageStrings } from './pageStrings';
import { type ToolSettings, toolNames } from './tools';

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

/** The levels that answer the present prompts. */
export interface OpenLevels {
	/** By area, finest first. */
	readonly candidates: readonly Candidate[];
	/** Index of the candidate that is shown. */
	readonly shown: number;
	/** Index of the one that was shown first: another one was chosen; -1 where they began with a chosen one. */
	readonly first: number;
	/** The id of the pack that made them; absent while only the first mask is known, and where no model did. */
	readonly pack?: string;
	/** How the model answered prompts that it was not made for, as a sentence. */
	readonly note?: string;
	/** All masks that were found; absent where only the levels are known. One of them may have a level's place. */
	readonly pool?: LevelPool;
}

/** The prompts of a view and their answer, as the host has them. */
export interface PromptingState {
	readonly prompts: readonly Prompt[];
	readonly levels: OpenLevels | null;
	/** The model is being asked. */
	readonly waiting: boolean;
	/** What went wrong last, as a sentence, until the next act. */
	readonly problem: string | null;
	readonly canUndo: boolean;
	readonly canRedo: boolean;
	/** The annotation that is being corrected, which Enter gives the shown mask; absent where a new one would be kept. */
	readonly target?: number;
}

/** What the level on show is likely to be called. */
export interface ShownName {
	/** Of the level, which with its area tells it from others that have been shown since. */
	readonly level: number;
	/** Pixels. */
	readonly area: number;
	readonly name: string;
}

/** The part of the image that the model looks at by itself. */
export interface CloserState {
	readonly region: Region;
	/** It is encoded: clicks are answered at once. */
	readonly isReady: boolean;
}

/** The part of an image that is seen, where that is not all of it. */
export interface SeenPart {
	/** CSS pixels for one pixel of the image. */
	readonly scale: number;
	/** Where the image's upper left corner lies on the stage, in CSS pixels. */
	readonly left: number;
	readonly top: number;
	/** Of the image, in pixels. */
	readonly width: number;
	readonly height: number;
}

export interface InitialState {
	readonly fileName: string;
	readonly document: DocumentState;
	readonly selected: number | null;
	/** All that are selected. */
	readonly selection: readonly number[];
	readonly image: ImageState;
	readonly prompting: PromptingState;
	/** The search for masks like the selected ones; null where there is none. */
	readonly alike: AlikeState | null;
	/** Null while the model looks at the whole image. */
	readonly closer: CloserState | null;
	readonly settings: ViewSettings;
	/** How the image before was shown. */
	readonly display: Display;
	/** What of the image before was seen, where this one follows it; null: all of it. */
	readonly carried: SeenPart | null;
	readonly tools: ToolSettings;
	readonly strings: PageStrings;
	/** VS Code's display language, for numbers. */
	readonly language: string;
}

export const hoverPreviewSettings = ['auto', 'on', 'off'] as const;
export type HoverPreviewSetting = (typeof hoverPreviewSettings)[number];

export interface ViewSettings {
	/** Show the mask under the resting pointer before any click; `auto`: where it is fast enough. */
	readonly hoverPreview: HoverPreviewSetting;
	/** Opacity of a mask's fill, 0 to 1. */
	readonly maskOpacity: number;
	/** How large a pixel is in the world, so that lengths and areas can be given in it too. */
	readonly pixelSize?: PixelSize;
	/** What the folder's list of categories says. */
	readonly categoryColours: readonly CategoryColour[];
}

export interface ImageFile {
	readonly bytes: Uint8Array;
	readonly mimeType: string;
}

export interface PictureFile extends ImageFile {
	/** Pixels of the image where this is smaller: the page asks for tiles as it needs them. */
	readonly tiled?: { readonly width: number; readonly height: number };
}

interface ReadableImage {
	/** Pixels, as shown. */
	readonly width: number;
	readonly height: number;
	/** What the user should know of how the file was read (it ends early, values were stretched), as sentences. */
	readonly notes?: readonly string[];
	/** The user can choose what is shown of the file: its page, its bands, the values from black to white. */
	readonly isAdjustable?: boolean;
}

/** How far the image is on its way to being clickable. */
export type ImageState =
	| { readonly phase: 'opening' }
	| (ReadableImage & { readonly phase: 'encoding' })
	| (ReadableImage & { readonly phase: 'ready' })
	| { readonly phase: 'failed'; readonly message: string };

/** They take a tool in hand. */
const toolCommands = toolNames.map((tool) => `tool.${tool}` as const);

/** Acts of keys and of the palette that only the page of the view in front can carry out. */
export const pageCommands = [
	'zoomIn',
	'zoomOut',
	'zoomToFit',
	'zoomToActualSize',
	'lookCloser',
	'toggleMasks',
	'toggleDisplayPanel',
	'toggleEditsPanel',
	'showEditsPanel',
	'toggleImageEdits',
	'toggleOutlines',
	'toggleSelectedOnly',
	'clickAtCrosshair',
	'clickNegativeAtCrosshair',
	'clickAnewAtCrosshair',
	...toolCommands,
	'toolSmaller',
	'toolLarger',
	'cancelDrag',
] as const;
export type PageCommand = (typeof pageCommands)[number];

/** Commands of the extension that stand behind buttons and keys of the page; the host runs no others for it. */
export const buttonCommands = [
	'strata.refine',
	'strata.rename',
	'strata.delete',
	'strata.acceptSuggestion',
	'strata.rejectSuggestion',
	'strata.reopenAsText',
	'strata.chooseModel',
	'strata.changeImageView',
	'strata.exportImage',
	'strata.copyCutOut',
	'strata.saveCutOut',
] as const;
export type ButtonCommand = (typeof buttonCommands)[number];

/** A file for other programs. */
export interface CutOutFile {
	/** A PNG file. */
	readonly bytes: Uint8Array;
	/** What it is to be called, without a folder. */
	readonly name: string;
}

/** A change of one entry of the list of edits of the image. */
export type ImageEditChange = { readonly id: number } & (
	| { readonly kind: 'parameters'; readonly edit: ImageEdit }
	| { readonly kind: 'switch'; readonly isOn: boolean }
	/** Applied earlier (-1) or later (1). */
	| { readonly kind: 'move'; readonly by: 1 | -1 }
	| { readonly kind: 'remove' }
);

/** What the user does in the page, as the page asks it of the host, which owns what is changed by it. */
export type ViewAct =
	| {
			readonly type: 'prompt';
			readonly prompt: Prompt;
			/** Without the prompts that stand. */
			readonly anew: boolean;
	  }
	| {
			/** Changes the shown level or the selected annotation by hand, or begins a new mask. */
			readonly type: 'draw';
			readonly shape: DrawnShape;
			readonly mode: DrawMode;
			/** A new mask, whatever is shown or selected. */
			readonly anew: boolean;
	  }
	/** Cuts the shown level or the selected annotation along a line: x, y, x, y, … */
	| { readonly type: 'cut'; readonly line: readonly number[] }
	/** Reopens an annotation, to be corrected. */
	| { readonly type: 'refine'; readonly id: number }
	/** Edits the image where the shown level is, or the selected annotations are. */
	| { readonly type: 'addImageEdit'; readonly edit: ImageEdit }
	| { readonly type: 'changeImageEdit'; readonly change: ImageEditChange }
	/** Asks the user for a picture to stand behind what an edit is of. */
	| { readonly type: 'chooseBackground'; readonly id: number }
	| { readonly type: 'tools'; readonly tools: ToolSettings }
	/** Looks closer at a part of the image; null: at the whole image again. */
	| { readonly type: 'lookCloser'; readonly region: Region | null }
	/** Opens images that were dropped on the page, by their addresses in the workbench. */
	| { readonly type: 'openDropped'; readonly uris: readonly string[] }
	| { readonly type: 'select'; readonly id: number | null }
	| { readonly type: 'selectSeveral'; readonly ids: readonly number[] }
	| { readonly type: 'showLevel'; readonly level: number }
	| { readonly type: 'stepLevel'; readonly step: 1 | -1 }
	/** Shows one of all masks that were found, by its place among them. */
	| { readonly type: 'showFound'; readonly place: number }
	| { readonly type: 'keep'; readonly which: 'shown' | 'all' }
	/** Takes the masks from this likeness on, of those that were found to be alike. */
	| { readonly type: 'setMinLikeness'; readonly value: number }
	/** Takes one of them, or leaves it out. */
	| { readonly type: 'toggleAlike'; readonly index: number }
	| { readonly type: 'clear' }
	| { readonly type: 'dismissProblem' }
	| { readonly type: 'display'; readonly display: Display }
	/** What of the image is seen has changed; null: all of it is. */
	| { readonly type: 'viewed'; readonly part: SeenPart | null }
	| { readonly type: 'run'; readonly command: ButtonCommand };

/** What the host's context keys follow of the page. */
export interface PageContext {
	/** The stage has the focus, and not a button beside it. */
	readonly stageFocused: boolean;
	/** A box is being dragged. */
	readonly dragging: boolean;
	/** The keyboard's pointer is on the stage. */
	readonly crosshairShown: boolean;
}

// From the page to the host.
export const ready = new RequestType0<InitialState, void>('ready');
export const readImage = new RequestType<
	{
		/** Not the file as it is: the page has found that it is too large (`isTiled`). */
		readonly asTiles: boolean;
	},
	PictureFile,
	void
>('readImage');
/** A piece of an image that is shown in tiles. */
export const readTile = new RequestType<Tile, ImageFile, void>('readTile');
/** A picture that an edit puts behind something, or why it cannot be read, as a sentence. */
export const readBackground = new RequestType<
	{ readonly file: string },
	ImageFile | { readonly problem: string },
	void
>('readBackground');
/** The shown level or the selected masks, cut out, or why that cannot be had, as a sentence. */
export const readCutOut = new RequestType0<CutOutFile | { readonly problem: string }, void>('readCutOut');
/** The mask under the resting pointer; null where the model offers none, or other work goes first. */
export const preview = new RequestType<{ readonly prompts: readonly Prompt[] }, Candidate | null, void>(
	'preview',
);
/** Answered once it is done or refused; what it changed has been sent by then. */
export const act = new RequestType<ViewAct, void, void>('act');
/** Answered once VS Code's context keys follow, from when on its keys act on this view. */
export const contextChanged = new RequestType<PageContext, void, void>('contextChanged');

// From the host to the page.
export const documentChanged = new NotificationType<DocumentChange>('documentChanged');
export const selectionChanged = new NotificationType<{
	readonly id: number | null;
	readonly all: readonly number[];
}>('selectionChanged');
export const promptingChanged = new NotificationType<PromptingState>('promptingChanged');
export const closerChanged = new NotificationType<{ readonly closer: CloserState | null }>('closerChanged');
/** Another one of the masks that the page has is shown, by its place among all that were found (`poolOf`). */
export const shownPlaceChanged = new NotificationType<{ readonly place: number }>('shownPlaceChanged');
/** What was found besides the levels that the page has. */
export const betweenFound = new NotificationType<{ readonly between: readonly Candidate[] }>('betweenFound');
/** What the level on show is likely to be called; null where nothing is likely enough, or not known yet. */
export const shownNameChanged = new NotificationType<{ readonly name: ShownName | null }>('shownNameChanged');
export const alikeChanged = new NotificationType<{ readonly alike: AlikeState | null }>('alikeChanged');
/** Others of the masks that the page has are taken. */
export const alikeChoiceChanged = new NotificationType<AlikeChoice>('alikeChoiceChanged');
export const imageStateChanged = new NotificationType<ImageState>('imageStateChanged');
/** The image file has other bytes by now: the page is to load the picture again. */
export const pictureChanged = new NotificationType<Record<string, never>>('pictureChanged');
/** Puts a PNG file on the clipboard, which only a page can do. Rejects where the browser does not let it. */
export const copyPicture = new RequestType<{ readonly bytes: Uint8Array }, null, void>('copyPicture');
export const settingsChanged = new NotificationType<ViewSettings>('settingsChanged');
/** CSS pixels; the first move only shows the crosshair. */
export const moveCrosshair = new NotificationType<{ readonly dx: number; readonly dy: number }>(
	'moveCrosshair',
);
export const pageCommand = new NotificationType<{ readonly command: PageCommand }>('pageCommand');
