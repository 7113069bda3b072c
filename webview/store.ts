import type { Annotation } from '../src/shared/annotations/annotation';
import type { Candidate } from '../src/shared/candidate';
import type { Rle } from '../src/shared/mask/rle';
import type { ImagePoint, Prompt } from '../src/shared/prompt';
import type {
	DocumentState,
	ImageState,
	SegmentReply,
	ViewSettings,
} from '../src/shared/protocol/editorProtocol';
import type { Size, Viewport } from './viewport';

/** The masks that answer the present prompts. */
export interface OpenLadder {
	readonly candidates: readonly Candidate[];
	/** Index of the candidate that is shown. */
	readonly shown: number;
	/** Index of the one that was shown first: another one was chosen. */
	readonly first: number;
	/** Absent while only the first mask is known. */
	readonly pack?: string;
	/** How the model answered prompts that it was not made for, as a sentence. */
	readonly note?: string;
}

/** All that the view draws. What belongs to the document is a copy of what the host said. */
export interface State {
	readonly fileName: string;
	readonly document: DocumentState;
	readonly selected: number | null;
	readonly settings: ViewSettings;
	readonly image: ImageState;
	/** Null until the picture's bytes are decoded. */
	readonly picture: HTMLImageElement | null;
	readonly viewport: Viewport;
	readonly prompts: readonly Prompt[];
	readonly ladder: OpenLadder | null;
	/** A request for masks is under way. */
	readonly waiting: boolean;
	/** The box being dragged, in image pixels. */
	readonly draggedBox: { readonly from: ImagePoint; readonly to: ImagePoint } | null;
	readonly preview: Candidate | null;
	readonly masksHidden: boolean;
	/** What went wrong last, until the next act. */
	readonly problem: string | null;
}

export const initialState: State = {
	fileName: '',
	document: { annotations: [], categories: [] },
	selected: null,
	settings: { hoverPreview: 'off', maskOpacity: 0.35 },
	image: { phase: 'opening' },
	picture: null,
	viewport: { scale: 1, left: 0, top: 0 },
	prompts: [],
	ladder: null,
	waiting: false,
	draggedBox: null,
	preview: null,
	masksHidden: false,
	problem: null,
};

/** Holds the state and tells of its changes, at most once a frame. */
export class Store {
	private _state = initialState;
	private readonly listeners: ((state: State, before: State) => void)[] = [];
	private told = initialState;

	get state(): State {
		return this._state;
	}

	set(change: Partial<State>): void {
		if (this._state === this.told) requestAnimationFrame(() => this.tell());
		this._state = { ...this._state, ...change };
	}

	onChange(listener: (state: State, before: State) => void): void {
		this.listeners.push(listener);
	}

	private tell(): void {
		const before = this.told;
		this.told = this._state;
		for (const listener of this.listeners) listener(this.told, before);
	}
}

/** One step of the strip: a level that can be shown, of the open ladder or of the selected annotation. */
export interface Level {
	readonly level: number;
	readonly segmentation: Rle;
	readonly shown: boolean;
}

export function selectedAnnotation({ document, selected }: State): Annotation | undefined {
	return document.annotations.find(({ id }) => id === selected);
}

/** What the strip of levels shows. */
export function levelsOf(state: State): readonly Level[] {
	if (state.ladder) {
		const { candidates, shown } = state.ladder;
		return candidates.map(({ level, segmentation }, index) => ({
			level,
			segmentation,
			shown: index === shown,
		}));
	}
	const annotation = selectedAnnotation(state);
	const steps = annotation?.ladder ?? [];
	return steps.map(({ level, segmentation }) => ({
		level,
		segmentation,
		shown: level === annotation?.level,
	}));
}

/** The ladder as a reply opens it. */
export function openLadder({ candidates, first, pack, note }: SegmentReply): OpenLadder {
	return { candidates, shown: first, first, pack, ...(note !== undefined && { note }) };
}

/** The image's size in its own pixels: the inference process's word, or the picture's own until that has come. */
export function imageSize({ image, picture }: State): Size | null {
	if ('width' in image) return { width: image.width, height: image.height };
	return picture && { width: picture.naturalWidth, height: picture.naturalHeight };
}
