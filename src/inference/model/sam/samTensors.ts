import type { RgbImage } from '../../image/bmp';
import { type Decoded, type DecoderPrompt, pointLabels } from '../../mask/decoderPrompt';
import type { Tensor, Tensors } from '../../runtime/onnxSession';
import { normalised } from '../normalise';
import type { SamManifest } from './samManifest';

/** An image in the encoder's form. */
export function imageTensor(image: RgbImage, { size, layout, mean, std }: SamManifest['input']): Tensor {
	if (layout === 'chw') {
		const square = { width: size, height: size };
		return { data: normalised(image, { mean, std }, square), dims: [1, 3, size, size] };
	}
	const { data, width, height } = image;
	const pixels = Float32Array.from(data, (byte, at) => (byte - mean[at % 3]!) / std[at % 3]!);
	return { data: pixels, dims: [height, width, 3] };
}

/** Prompts of one length in the decoder's form, by the names of its inputs. */
export function promptTensors(
	prompts: readonly DecoderPrompt[],
	{ inputs, form, promptScale }: SamManifest['decoder'],
): Tensors {
	const prefix = form === 'queries' ? [1] : [];
	const dims = [...prefix, prompts.length, prompts[0]!.length];
	const points = prompts.flat();
	const coords = points.flatMap(({ x, y }) => [x * promptScale, y * promptScale]);
	return {
		[inputs.pointCoords]: { data: Float32Array.from(coords), dims: [...dims, 2] },
		[inputs.pointLabels]: { data: Float32Array.from(points, ({ label }) => label), dims },
	};
}

/** What the decoder always gets, by the names of its inputs. */
export function constantTensors({ inputs }: SamManifest['decoder']): Tensors {
	const entries = Object.entries(inputs.constants).map(([name, { dims, value }]) => {
		const length = dims.reduce((product, size) => product * size, 1);
		const data = typeof value === 'number' ? new Float32Array(length).fill(value) : Float32Array.from(value);
		return [name, { data, dims }] as const;
	});
	return Object.fromEntries(entries);
}

/** The mask that prompts correct, by the names of the decoder's inputs for it. */
export function maskTensors(mask: Tensor | undefined, { inputs }: SamManifest['decoder']): Tensors {
	const names = inputs.maskPrompt;
	if (!mask || !names) return {};
	return { [names.mask]: mask, [names.given]: { data: Float32Array.of(1), dims: [1] } };
}

/** The prompt without the padding that others add. */
export const unpadded = (prompt: DecoderPrompt): DecoderPrompt =>
	prompt.filter(({ label }) => label !== pointLabels.padding);

/** Rows of `prompts` that can go together: a point of padding is one more token, which changes the answer. */
export function rowsTogether(
	prompts: readonly DecoderPrompt[],
	batch: SamManifest['decoder']['batch'],
): readonly (readonly number[])[] {
	const rows = prompts.map((_, row) => row);
	if (batch === 'one') return rows.map((row) => [row]);
	const lengths = [...new Set(prompts.map(({ length }) => length))];
	return lengths.map((length) => rows.filter((row) => prompts[row]!.length === length));
}

/** Answers in the order of their rows, of runs that each answered some of them. */
export function inOrder(
	runs: readonly { readonly rows: readonly number[]; readonly decoded: Decoded }[],
): Decoded {
	const [only] = runs;
	if (only && runs.length === 1) return only.decoded;
	const parts = runs.flatMap(({ rows, decoded }) =>
		rows.map((row, i) => ({ row, part: rowOf(decoded, i, rows.length) })),
	);
	const sorted = parts.sort((a, b) => a.row - b.row).map(({ part }) => part);
	return {
		logits: joined(sorted.map(({ logits }) => logits)),
		scores: joined(sorted.map(({ scores }) => scores)),
	};
}

function rowOf({ logits, scores }: Decoded, row: number, rows: number): Decoded {
	const cut = (data: Float32Array) =>
		data.subarray((row * data.length) / rows, ((row + 1) * data.length) / rows);
	return { logits: cut(logits), scores: cut(scores) };
}

function joined(arrays: readonly Float32Array[]): Float32Array {
	const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const array of arrays) {
		all.set(array, at);
		at += array.length;
	}
	return all;
}
