import type { Pack } from '../../packs/manifest/packManifest';
import type { Prompt } from '../../shared/prompt';
import type { RgbImage } from '../image/bmp';
import type { ResizeFilter } from '../image/imageInput';
import type { Decoded, DecoderPrompt, DecoderSpace, Scale } from '../mask/decoderPrompt';
import type { Likelihoods } from '../mask/likelihoods';
import type { GraphRuntime, Tensors } from '../runtime/graphRuntime';

/** The encoder's output for an image, made once: named tensors, as many as the family has. */
export type Features = Tensors;

/** Pixels. */
export interface ImageSize {
	readonly width: number;
	readonly height: number;
}

/** The features as one vector per cell of a grid over the image. */
export interface FeatureMap {
	/** float32[channels, rows, columns] */
	readonly data: Float32Array;
	readonly columns: number;
	readonly rows: number;
	/** Image pixel × this = cell. */
	readonly scale: Scale;
}

/** What is known about the masks of some prompts before they are made. */
export interface Embedded {
	/** float32[prompts, masksPerPrompt]: the model's estimate of each mask's IoU. */
	readonly scores: Float32Array;
	/** float32[prompts, masksPerPrompt, 4]: centre, width and height, in cells of logits. */
	readonly boxes: Float32Array;
	/** float32[prompts, masksPerPrompt, channels]: makes a mask of the image's features. */
	readonly embeds: Float32Array;
}

/** A model that returns the scores and boxes of its masks before it makes them. */
export interface EmbeddingModel {
	readonly channels: number;
	embed(features: Features, prompts: readonly DecoderPrompt[], signal?: AbortSignal): Promise<Embedded>;
	/** `embeds: float32[masks, channels]` → logits, float32[masks, rows, columns] */
	masksOf(features: Features, embeds: Float32Array, signal?: AbortSignal): Promise<Float32Array>;
}

/** A pack's model on a device. Each family has a function that opens one. */
export interface Model {
	/** The size of the image that the encoder expects. */
	inputSizeOf(image: ImageSize): ImageSize;
	/** How the image is scaled to that size. */
	readonly resizeFilter: ResizeFilter;
	/**
	 * What a prompt of the decoder is: all of the user's points and boxes together, or a single positive point or box,
	 * so that the masks of several must be combined afterwards.
	 */
	readonly prompting: 'together' | 'apart';
	/** What the user should know about how the model handles these prompts, as a sentence. */
	noteFor?(prompts: readonly Prompt[]): string | undefined;
	/** The number of masks per prompt; absent where it is not known beforehand. */
	readonly masksPerPrompt?: number;
	/** Prompts of automatic mask generation that are decoded in one run, which a click may have to wait for. */
	readonly batch: number;
	/** Where masks can be compared before they are made. */
	readonly embedding?: EmbeddingModel;
	/** How an image is aligned with the decoder's prompts and logits. */
	spaceOf(image: ImageSize): DecoderSpace;
	/** @param image in the size that `inputSizeOf` returns */
	encode(image: RgbImage, signal?: AbortSignal): Promise<Features>;
	/** The part of the features that says what is where. @param size of the image in its own pixels */
	featureMapOf(features: Features, size: ImageSize): FeatureMap;
	/** Decodes each prompt independently of the others; they may have different numbers of points. */
	decode(features: Features, prompts: readonly DecoderPrompt[], signal?: AbortSignal): Promise<Decoded>;
	/** The same by another decoder, with masks and scores of its own; absent where the pack has only one. */
	secondOpinion?(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Decoded>;
	/** How likely each of a click's masks is to be meant; absent where the pack does not know. */
	readonly likelihoods?: Likelihoods;
	/**
	 * Features that contain a mask prompt, for points that correct the mask; absent where the model takes no mask
	 * prompts.
	 *
	 * @param logits float32[rows, columns] of the image's space, above zero inside
	 */
	withMaskPrompt?(features: Features, logits: Float32Array, signal?: AbortSignal): Promise<Features>;
	/** Loads the decoder. The encoder (200 ms, 100 MB) is loaded for the first image whose features are not cached. */
	load(): Promise<void>;
	/** Frees all graphs; later calls load them again. Must not be called while something runs. */
	release(): Promise<void>;
}

/** @throws InferenceError `pack` where the pack's manifest lacks what the family needs */
export type OpenModel = (pack: Pack, runtime: GraphRuntime) => Model;
