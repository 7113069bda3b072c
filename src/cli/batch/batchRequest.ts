import { requestId } from '../../formats/sidecar/batchRecord';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import type { Prompt } from '../../shared/prompt';
import type { EverythingParams } from '../../shared/protocol/inferenceProtocol';

/** All masks of an image. */
interface EverythingRequest {
	readonly everything: Omit<EverythingParams, 'image' | 'asker'>;
	readonly category: CategoryName;
}

/** The mask of one thing. */
interface ThingRequest {
	/** In pixels of the image; at least one positive point, or a box. */
	readonly prompts: readonly Prompt[];
	readonly category: CategoryName;
	/** Absent: the best one. */
	readonly level?: number;
}

/** What a batch asks about an image, once. */
export type BatchRequest = EverythingRequest | ThingRequest;

/** How a sidecar remembers that a request was answered. @param pack the id of the model pack that is asked */
export const idOf = (request: BatchRequest, pack: string): string => requestId({ ...request, pack });

/** An image of a batch with all that is asked about it. */
export interface BatchImage {
	/** As it is printed. */
	readonly name: string;
	/** Absolute. */
	readonly path: string;
	readonly requests: readonly BatchRequest[];
	/** The size in pixels that the requests were made for, where that is known. */
	readonly size?: { readonly width: number; readonly height: number };
}

/** What goes wrong before an image is opened. */
export interface BatchFault {
	readonly name: string;
	readonly error: Error;
}

/** The images of a batch, one after another. */
export interface BatchSource {
	/** How many there are, about; undefined where that is not known. */
	readonly total: number | undefined;
	images(): AsyncIterable<BatchImage | BatchFault>;
}
