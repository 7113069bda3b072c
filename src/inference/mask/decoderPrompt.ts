import type { Prompt } from '../../shared/prompt';

/** SAM's labels of prompt points. */
export const pointLabels = { padding: -1, negative: 0, positive: 1, boxStart: 2, boxEnd: 3 } as const;

/** A point as the decoder takes it: in pixels of the model's input, where (0, 0) is the first pixel's centre. */
export interface DecoderPoint {
	readonly x: number;
	readonly y: number;
	readonly label: number;
}

/** One prompt of a decoder batch. Prompts of the same length run together, so that few lengths are fast. */
export type DecoderPrompt = readonly DecoderPoint[];

/** The decoder's output for a batch of prompts. */
export interface Decoded {
	/** float32[prompts, masksPerPrompt, rows, columns]; above zero is inside. */
	readonly logits: Float32Array;
	/** float32[prompts, masksPerPrompt]: the model's estimate of each mask's IoU. */
	readonly scores: Float32Array;
}

export type Decode = (prompts: readonly DecoderPrompt[]) => Promise<Decoded>;

/** A factor along each axis. */
export interface Scale {
	readonly x: number;
	readonly y: number;
}

/** How image pixels, the model's input pixels and its logits are aligned; all start in the top left corner. */
export interface DecoderSpace {
	/** Image pixels. */
	readonly width: number;
	readonly height: number;
	/** Image pixel × this = input pixel. */
	readonly inputScale: Scale;
	/** Image pixel × this = logit cell. */
	readonly logitScale: Scale;
	/** Cells of the plane of logits, at least two along each axis; the image may cover only a part of them. */
	readonly columns: number;
	readonly rows: number;
}

/** The space of a model with a square input that the image's longest side fills, and a square of logits. */
export function squareSpace(
	{ width, height }: { readonly width: number; readonly height: number },
	inputSize: number,
	logitSize: number,
): DecoderSpace {
	const longest = Math.max(width, height);
	const along = (size: number) => ({ x: size / longest, y: size / longest });
	return {
		width,
		height,
		inputScale: along(inputSize),
		logitScale: along(logitSize),
		columns: logitSize,
		rows: logitSize,
	};
}

/** A user's prompt as decoder points, boxes as their two corners. */
export function decoderPoints(prompt: Prompt, space: DecoderSpace): DecoderPoint[] {
	const scale = space.inputScale;
	const point = (x: number, y: number, label: number) => ({
		x: x * scale.x - 0.5,
		y: y * scale.y - 0.5,
		label,
	});
	if (prompt.type === 'point') {
		return [point(prompt.x, prompt.y, prompt.positive ? pointLabels.positive : pointLabels.negative)];
	}
	return [
		point(Math.min(prompt.x0, prompt.x1), Math.min(prompt.y0, prompt.y1), pointLabels.boxStart),
		point(Math.max(prompt.x0, prompt.x1), Math.max(prompt.y0, prompt.y1), pointLabels.boxEnd),
	];
}

const padding: DecoderPoint = { x: 0, y: 0, label: pointLabels.padding };

/** Adds the point of padding that SAM expects at the end of a prompt without a box. */
export const padded = (points: DecoderPrompt): DecoderPrompt => [...points, padding];

/** The user's prompts as one decoder prompt. */
export function userPrompt(prompts: readonly Prompt[], space: DecoderSpace): DecoderPrompt {
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	return prompts.some(({ type }) => type === 'box') ? points : padded(points);
}
