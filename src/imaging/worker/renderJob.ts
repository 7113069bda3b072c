import type { RenderParams } from '../../shared/protocol/inferenceProtocol';
import type { HolePicture } from '../inpaint/hole';
import type { RenderedImage } from '../renderImage';

/** What a worker is started with. */
export interface RenderJob extends Omit<RenderParams, 'image' | 'asker' | 'fillPack'> {
	/** Whether holes are filled by whoever has started the worker. */
	readonly asksToFill: boolean;
	/** The image file. */
	readonly bytes: Uint8Array;
	/** For files that are needed meanwhile. */
	readonly folder: string;
}

/** The answer to a worker's question for a fill: the picture's colours, filled, or why not. */
export type FillAnswer = { readonly colours: Float32Array<ArrayBuffer> } | { readonly problem: string };

/** What a worker says: how far it is, and in the end what came of it. */
export type RenderReport =
	| { readonly type: 'fill'; readonly picture: HolePicture }
	| { readonly type: 'progress'; readonly fraction: number }
	| { readonly type: 'done'; readonly image: RenderedImage }
	| { readonly type: 'failed'; readonly message: string };
