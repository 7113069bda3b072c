import type { AlikeState } from '../src/shared/alike';
import type { Annotation } from '../src/shared/annotations/annotation';
import { type ColouredCategory, withColours } from '../src/shared/annotations/categoryColour';
import type { Candidate } from '../src/shared/candidate';
import type { ImageEdit } from '../src/shared/imageEdits/imageEdit';
import type { ImageEditStep } from '../src/shared/imageEdits/imageEditStep';
import { poolOf, shownPlace } from '../src/shared/levelPool';
import type { Rle } from '../src/shared/mask/rle';
import type { ImagePoint } from '../src/shared/prompt';
import { type Display, defaultDisplay } from '../src/shared/protocol/display';
import type {
	CloserState,
	DocumentState,
	ImageState,
	OpenLevels,
	PromptingState,
	SeenPart,
	ShownName,
	ViewSettings,
} from '../src/shared/protocol/editorProtocol';
import { type PageStrings, pageStringKeys } from '../src/shared/protocol/pageStrings';
import { defaultTools, type ToolSettings } from '../src/shared/protocol/tools';
import type { Picture } from './stage/picture';
import type { Size, Viewport } from './viewport';

/** All that the page draws. Document, selection and prompts are copies of what the host said last. */
export interface State {
	readonly fileName: string;
	readonly document: DocumentState;
	readonly selected: number | null;
	/** All that are selected, `selected` the last of them. */
	readonly selection: readonly number[];
	readonly prompting: PromptingState;
	/** The search for masks like the selected ones; null where there is none. */
	readonly alike: AlikeState | null;
	/** Index of the one whose picture the pointer or the focus is on. */
	readonly alikePointed: number | null;
	/** The place of the mask that one has slid to, until the host shows it; null: what it shows is what is shown. */
	readonly slidTo: number | null;
	/** What the level on show is likely to be called; it may be that of a level that was shown before. */
	readonly shownName: ShownName | null;
	/** The part of the image that the model looks at by itself; null: the whole image. */
	readonly closer: CloserState | null;
	readonly settings: ViewSettings;
	readonly display: Display;
	/** What of the image before was seen, where this one follows it; null: all of it. */
	readonly carried: SeenPart | null;
	readonly tools: ToolSettings;
	readonly strings: PageStrings;
	/** VS Code's display language, for numbers. */
	readonly language: string;
	readonly image: ImageState;
	/** Null until the picture's bytes are decoded. */
	readonly picture: Picture | null;
	readonly viewport: Viewport;
	/** The box being dragged, in image pixels. */
	readonly draggedBox: { readonly from: ImagePoint; readonly to: ImagePoint } | null;
	readonly preview: Candidate | null;
	/** Where the keyboard's pointer is, in image pixels; null while the mouse is used. */
	readonly crosshair: ImagePoint | null;
	readonly masksHidden: boolean;
	readonly displayPanelOpen: boolean;
	readonly editsPanelOpen: boolean;
	/** The picture is shown without its edits. */
	readonly editsHidden: boolean;
	/** An edit as it is on its slider, until the document has it. */
	readonly editDraft: { readonly id: number; readonly edit: ImageEdit } | null;
	/** The edit whose parameters are shown in the panel; null: the newest one. */
	readonly openedEdit: number | null;
	/** Pictures that edits put behind something, by the names that the edits give them. */
	readonly backgrounds: Readonly<Record<string, Background>>;
}

/** A picture, or why there is none, as a sentence. */
export type Background = { readonly picture: HTMLImageElement } | { readonly problem: string };

export const initialState: State = {
	fileName: '',
	document: { annotations: [], categories: [] },
	selected: null,
	selection: [],
	prompting: { prompts: [], levels: null, waiting: false, problem: null, canUndo: false, canRedo: false },
	alike: null,
	alikePointed: null,
	slidTo: null,
	shownName: null,
	closer: null,
	settings: { hoverPreview: 'off', maskOpacity: 0.35, categoryColours: [] },
	display: defaultDisplay,
	carried: null,
	tools: defaultTools,
	strings: Object.fromEntries(pageStringKeys.map((key) => [key, ''])) as PageStrings,
	language: 'en',
	image: { phase: 'opening' },
	picture: null,
	viewport: { scale: 1, left: 0, top: 0 },
	draggedBox: null,
	preview: null,
	crosshair: null,
	masksHidden: false,
	displayPanelOpen: false,
	editsPanelOpen: false,
	editsHidden: false,
	editDraft: null,
	openedEdit: null,
	backgrounds: {},
};

/** Holds the state and notifies of its changes, at most once a frame. */
export class Store {
	private _state = initialState;
	private readonly listeners: ((state: State, before: State) => void)[] = [];
	private notified = initialState;

	get state(): State {
		return this._state;
	}

	set(change: Partial<State>): void {
		if (this._state === this.notified) requestAnimationFrame(() => this.notify());
		this._state = { ...this._state, ...change };
	}

	onChange(listener: (state: State, before: State) => void): void {
		this.listeners.push(listener);
	}

	private notify(): void {
		const before = this.notified;
		this.notified = this._state;
		for (const listener of this.listeners) listener(this.notified, before);
	}
}

/** One step of the strip: a level of the prompts' answer, or a saved one of the selected annotation. */
export interface Level {
	readonly level: number;
	readonly segmentation: Rle;
	readonly shown: boolean;
	/** A mask that is none of the levels has its place. */
	readonly isBetween?: boolean;
}

export function selectedAnnotation({ document, selected }: State): Annotation | undefined {
	return selected === null ? undefined : document.annotations.find(({ id }) => id === selected);
}

/** All selected annotations that are drawn. */
export function selectedAnnotations({ document, selection }: State): readonly Annotation[] {
	if (selection.length === 0) return [];
	const ids = new Set(selection);
	return document.annotations.filter(({ id, isHidden }) => ids.has(id) && !isHidden);
}

/** Whether there is something that Enter keeps and Escape clears: prompts, or a mask that is drawn or corrected. */
export function isPrompting({ prompting: { prompts, levels } }: State): boolean {
	return prompts.length > 0 || levels !== null;
}

/** The masks that were found to be alike, while they are what the next act is about. */
export function openAlike(state: State): Extract<AlikeState, { readonly phase: 'found' }> | undefined {
	return state.alike?.phase === 'found' && !isPrompting(state) ? state.alike : undefined;
}

/** The edit of the image whose parameters are shown: the one that was opened, or the newest. */
export function openedEdit({ document, openedEdit: id }: State): ImageEditStep | undefined {
	const steps = document.imageEdits ?? [];
	return steps.find((step) => step.id === id) ?? steps.at(-1);
}

/** What the level on show is likely to be called; undefined where that is not known, or not sure. */
export function likelyNameOf({ shownName, prompting }: State): string | undefined {
	const shown = prompting.levels?.candidates[prompting.levels.shown];
	const isOfShown = shown?.level === shownName?.level && shown?.area === shownName?.area;
	return isOfShown && !prompting.waiting ? shownName?.name : undefined;
}

/** What the strip of levels shows. */
export function levelsOf(state: State): readonly Level[] {
	const { levels } = state.prompting;
	if (levels) {
		const isBetween = !poolOf(levels).places.includes(shownPlace(levels));
		return levels.candidates.map(({ level, segmentation }, index) => ({
			level,
			segmentation,
			shown: index === levels.shown,
			...(isBetween && index === levels.shown && { isBetween }),
		}));
	}
	if (isPrompting(state)) return [];
	const annotation = selectedAnnotation(state);
	const steps = annotation?.ladder ?? [];
	return steps.map(({ level, segmentation }) => ({
		level,
		segmentation,
		shown: level === annotation?.level,
	}));
}

/** The levels whose masks can be gone through one by one; undefined where there is nothing to go through. */
export function slidableLevels({ prompting: { levels, waiting } }: State): OpenLevels | undefined {
	return levels && !waiting && poolOf(levels).masks.length > 1 ? levels : undefined;
}

/** By list of categories: the same array for the same categories and colours. */
let coloured:
	| { readonly of: unknown; readonly by: unknown; readonly categories: readonly ColouredCategory[] }
	| undefined;

/** The document's categories with the folder's colours. */
export function colouredCategories({ document, settings }: State): readonly ColouredCategory[] {
	const { categories } = document;
	const { categoryColours } = settings;
	if (coloured?.of !== categories || coloured.by !== categoryColours) {
		coloured = { of: categories, by: categoryColours, categories: withColours(categories, categoryColours) };
	}
	return coloured.categories;
}

/** The mask that is offered and painted. */
export function shownCandidate({ prompting: { levels } }: State): Candidate | undefined {
	return levels?.candidates[levels.shown];
}

/** The image's size in its own pixels: what the inference process said, or the picture's own until then. */
export function imageSize({ image, picture }: State): Size | null {
	if ('width' in image) return { width: image.width, height: image.height };
	return picture?.size ?? null;
}
