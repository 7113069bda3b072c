import type { ImageView } from './imageView';
import type {
	DescribeParams,
	DescribeResult,
	EverythingParams,
	EverythingProgress,
	EverythingResult,
	OpenImageResult,
	SegmentParams,
	SegmentResult,
} from './protocol/inferenceProtocol';
import type { Region } from './region';

/** A path or bytes, or a function that gives them each time that they are needed. */
export type ImageSource = string | Uint8Array | (() => Promise<string | Uint8Array>);

/**
 * Segmentation, whoever does it: `InferenceService` in this process, `InferenceClient` in one of its own. All methods
 * reject with an `InferenceError`.
 *
 * @template Signal the `AbortSignal` of where it runs, which src/shared has no type of
 */
export interface Inference<Signal> {
	/**
	 * The image's size, and the hash by which the other methods know it.
	 *
	 * @param view what is shown of a file that holds more than can be shown; absent: as the file says
	 * @param region only this part of it, as an image of its own
	 */
	openImage(
		source: ImageSource,
		signal?: Signal,
		view?: ImageView,
		region?: Region,
	): Promise<OpenImageResult>;
	/** The levels of some prompts. */
	segment(params: SegmentParams, signal?: Signal): Promise<SegmentResult>;
	/** The masks of all objects in an image. */
	everything(
		params: EverythingParams,
		signal?: Signal,
		onProgress?: (progress: EverythingProgress) => void,
	): Promise<EverythingResult>;
	/** What masks of an image look like, in numbers. */
	describe(params: DescribeParams, signal?: Signal): Promise<DescribeResult>;
}
