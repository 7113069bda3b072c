import type { Pack } from '../../packs/manifest/packManifest';
import type { Prompt } from '../../shared/prompt';
import type { RgbImage } from '../image/bmp';
import type { ResizeFilter } from '../image/imageInput';
import type { Decoded, DecoderPrompt, DecoderSpace } from '../mask/decoderPrompt';
import type { RealDevice, Tensors } from '../runtime/onnxSession';

/** What the encoder makes of an image, once: named tensors, as many as the family has. */
export type Features = Tensors;

/** Pixels. */
export interface ImageSize {
	readonly width: number;
	readonly height: number;
}

/** What is known of some prompts' masks before they are made. */
export interface Embedded {
	/** float32[prompts, masksPerPrompt]: the model's estimate of each mask's IoU. */
	readonly scores: Float32Array;
	/** float32[prompts, masksPerPrompt, 4]: centre, width and height, in cells of logits. */
	readonly boxes: Float32Array;
	/** float32[prompts, masksPerPrompt, channels]: what makes a mask of the image's features. */
	readonly embeds: Float32Array;
}

/** A model that says how good its masks are, and where, before it makes them. */
export interface EmbeddingModel {
	readonly channels: number;
	embed(features: Features, prompts: readonly DecoderPrompt[], signal?: AbortSignal): Promise<Embedded>;
	/** `embeds: float32[masks, channels]` → logits, float32[masks, rows, columns] */
	masksOf(features: Features, embeds: Float32Array, signal?: AbortSignal): Promise<Float32Array>;
}

/** A model of a pack, on a device. A family is one file that makes one. */
export interface Model {
	/** The size that the encoder wants an image in. */
	inputSizeOf(image: ImageSize): ImageSize;
	/** How it wants it scaled to that size. */
	readonly resizeFilter: ResizeFilter;
	/**
	 * What one prompt of the decoder is: all of a user's points and boxes together, or one positive point or box, so
	 * that the masks of several are combined afterwards.
	 */
	readonly prompting: 'together' | 'apart';
	/** What the user should know of how these prompts are answered, as a sentence. */
	noteOn?(prompts: readonly Prompt[]): string | undefined;
	/** How many masks it gives a prompt; absent where only a prompt tells. */
	readonly masksPerPrompt?: number;
	/** Prompts of everything mode that are asked in one run, which a user's click may have to wait for. */
	readonly batch: number;
	/** Where masks can be told apart before they are made. */
	readonly embedding?: EmbeddingModel;
	/** How an image lies on the decoder's prompts and logits. */
	spaceOf(image: ImageSize): DecoderSpace;
	/** `image` in the size that `inputSizeOf` says. */
	encode(image: RgbImage, signal?: AbortSignal): Promise<Features>;
	/** What the decoder says to each prompt, as if asked alone; they may have different numbers of points. */
	decode(features: Features, prompts: readonly DecoderPrompt[], signal?: AbortSignal): Promise<Decoded>;
	/**
	 * An image's features with which a mask has been told, for prompts that correct it; absent where the model takes
	 * no masks.
	 *
	 * @param logits float32[rows, columns] of the image's space, above zero inside
	 */
	withMask?(features: Features, logits: Float32Array, signal?: AbortSignal): Promise<Features>;
	/**
	 * Loads what every click needs, the decoder. The encoder, 200 ms and 100 MB, comes with the first image that has
	 * no features kept.
	 */
	load(): Promise<void>;
	/** Frees what was loaded; what is asked afterwards loads it again. Not while something runs. */
	release(): Promise<void>;
}

/** @throws InferenceError `pack` where the pack's manifest lacks what the family needs */
export type OpenModel = (pack: Pack, device: RealDevice) => Model;
