import type { ImageEdit } from '../../src/shared/imageEdits/imageEdit';
import type { Rle } from '../../src/shared/mask/rle';

/** An edit with the masks that it is of, in full-size pixels. */
export interface PreviewStep {
	readonly edit: ImageEdit;
	readonly masks: readonly Rle[];
	/** Masks of what stays in front of what is placed. */
	readonly inFront: readonly Rle[];
	/** What the thread calls the picture that is put behind; absent where there is none. */
	readonly background?: string;
}

/** What the preview's thread is told. */
export type PreviewRequest =
	/** The picture in some size; another one of that size takes its place. */
	| {
			readonly type: 'picture';
			readonly width: number;
			readonly height: number;
			/** uint8[height * width * 4], row by row. */
			readonly rgba: Uint8ClampedArray<ArrayBuffer>;
	  }
	/** A picture to stand behind the one of that size; it covers it. */
	| {
			readonly type: 'background';
			readonly name: string;
			readonly width: number;
			readonly height: number;
			/** uint8[height * width * 4], row by row, opaque. */
			readonly rgba: Uint8ClampedArray<ArrayBuffer>;
	  }
	/** The file has another picture: what is known of the one before is forgotten. */
	| { readonly type: 'forget' }
	/** Renders the picture that is known in that size; what was asked for before is given up. */
	| {
			readonly type: 'render';
			readonly request: number;
			readonly width: number;
			readonly height: number;
			/** That size as a share of the full one, in which the edits' lengths are. */
			readonly factor: number;
			readonly steps: readonly PreviewStep[];
	  };

/** What it answers. */
export type PreviewReply =
	| {
			readonly type: 'rendered';
			readonly request: number;
			/** Transparent where nothing is changed, unless `isWhole`. */
			readonly bitmap: ImageBitmap;
			/** The edited picture has transparent places, so that the original must not be seen below it. */
			readonly isWhole: boolean;
	  }
	| { readonly type: 'failed'; readonly request: number; readonly message: string };
