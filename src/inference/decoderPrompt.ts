import type { Prompt } from '../shared/prompt';

/** SAM's labels of prompt points. */
export const pointLabels = { padding: -1, negative: 0, positive: 1, boxStart: 2, boxEnd: 3 } as const;

/** A point as the decoder takes it: in pixels of its square input, where (0, 0) is the first pixel's centre. */
export interface DecoderPoint {
	readonly x: number;
	readonly y: number;
	readonly label: number;
}

/** One prompt of a decoder batch. Those of one length are run together, so few lengths are quick. */
export type DecoderPrompt = readonly DecoderPoint[];

/** What the decoder says to a batch of prompts. */
export interface Decoded {
	/** float32[prompts, masksPerPrompt, size, size]; above zero is inside. */
	readonly logits: Float32Array;
	/** float32[prompts, masksPerPrompt]: the model's estimate of each mask's IoU. */
	readonly scores: Float32Array;
}

export type Decode = (prompts: readonly DecoderPrompt[]) => Promise<Decoded>;

/** How image pixels, the decoder's input pixels and its logits lie on each other. */
export interface DecoderSpace {
	/** Image pixels. */
	readonly width: number;
	readonly height: number;
	/** Side of the square input in pixels; the image's longest side fills it. */
	readonly inputSize: number;
	/** Side of the square of logits. */
	readonly logitSize: number;
}

/** Image pixel × this = input pixel. */
export const inputScale = ({ width, height, inputSize }: DecoderSpace): number =>
	inputSize / Math.max(width, height);

/** Image pixel × this = logit cell. */
export const logitScale = ({ width, height, logitSize }: DecoderSpace): number =>
	logitSize / Math.max(width, height);

/** A user's prompt as decoder points, boxes as their two corners. */
export function decoderPoints(prompt: Prompt, space: DecoderSpace): DecoderPoint[] {
	const scale = inputScale(space);
	const point = (x: number, y: number, label: number) => ({ x: x * scale - 0.5, y: y * scale - 0.5, label });
	if (prompt.type === 'point') {
		return [point(prompt.x, prompt.y, prompt.positive ? pointLabels.positive : pointLabels.negative)];
	}
	return [
		point(Math.min(prompt.x0, prompt.x1), Math.min(prompt.y0, prompt.y1), pointLabels.boxStart),
		point(Math.max(prompt.x0, prompt.x1), Math.max(prompt.y0, prompt.y1), pointLabels.boxEnd),
	];
}
