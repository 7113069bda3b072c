import type { RenderParams } from '../../shared/protocol/inferenceProtocol';
import type { RenderedImage } from '../renderImage';

/** What a worker is started with. */
export interface RenderJob extends Omit<RenderParams, 'image' | 'asker'> {
	/** The image file. */
	readonly bytes: Uint8Array;
	/** For files that are needed meanwhile. */
	readonly folder: string;
}

/** What a worker says: how far it is, and in the end what came of it. */
export type RenderReport =
	| { readonly type: 'progress'; readonly fraction: number }
	| { readonly type: 'done'; readonly image: RenderedImage }
	| { readonly type: 'failed'; readonly message: string };
