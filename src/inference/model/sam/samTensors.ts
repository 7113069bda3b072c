import type { RgbImage } from '../../image/bmp';
import { type Decoded, type DecoderPrompt, pointLabels } from '../../mask/decoderPrompt';
import type { Tensor, Tensors } from '../../runtime/graphRuntime';
import { normalise } from '../normalise';
import type { SamManifest } from './samManifest';

/** An image in the encoder's form. */
export function imageTensor(image: RgbImage, { size, layout, mean, std }: SamManifest['input']): Tensor {
	if (layout === 'chw') {
		const square = { width: size, height: size };
		return { data: normalise(image, { mean, std }, square), dims: [1, 3, size, size] };
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

/** The decoder's constant inputs, by name. */
export function constantTensors({ inputs }: SamManifest['decoder']): Tensors {
	const entries = Object.entries(inputs.constants).map(([name, { dims, value }]) => {
		const length = dims.reduce((product, size) => product * size, 1);
		const data = typeof value === 'number' ? new Float32Array(length).fill(value) : Float32Array.from(value);
		return [name, { data, dims }] as const;
	});
	return Object.fromEntries(entries);
}

/** The mask prompt, by the names of the decoder's inputs for it. */
export function maskTensors(mask: Tensor | undefined, { inputs }: SamManifest['decoder']): Tensors {
	const names = inputs.maskPrompt;
	if (!mask || !names) return {};
	return { [names.mask]: mask, [names.given]: { data: Float32Array.of(1), dims: [1] } };
}

/** The prompt without padding, for decoders that add it themselves. */
export const unpadded = (prompt: DecoderPrompt): DecoderPrompt =>
	prompt.filter(({ label }) => label !== pointLabels.padding);

/** Rows of `prompts` that can be decoded together: padding them to one length would change the masks. */
export function rowsTogether(
	prompts: readonly DecoderPrompt[],
	batch: SamManifest['decoder']['batch'],
): readonly (readonly number[])[] {
	const rows = prompts.map((_, row) => row);
	if (batch === 'one') return rows.map((row) => [row]);
	const lengths = [...new Set(prompts.map(({ length }) => length))];
	return lengths.map((length) => rows.filter((row) => prompts[row]!.length === length));
}

/** Outputs in the order of their rows, from runs that each decoded some of them. */
export function inRowOrder(
	runs: readonly { readonly rows: readonly number[]; readonly decoded: Decoded }[],
): Decoded {
	const [only] = runs;
	if (only && runs.length === 1) return only.decoded;
	const parts = runs.flatMap(({ rows, decoded }) =>
		rows.map((row, i) => ({ row, part: rowOf(decoded, i, rows.length) })),
	);
	const sorted = parts.sort((a, b) => a.row - b.row).map(({ part }) => part);
	return {
		logits: concatenate(sorted.map(({ logits }) => logits)),
		scores: concatenate(sorted.map(({ scores }) => scores)),
	};
}

function rowOf({ logits, scores }: Decoded, row: number, rows: number): Decoded {
	const cut = (data: Float32Array) =>
		data.subarray((row * data.length) / rows, ((row + 1) * data.length) / rows);
	return { logits: cut(logits), scores: cut(scores) };
}

function concatenate(arrays: readonly Float32Array[]): Float32Array {
	const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const array of arrays) {
		all.set(array, at);
		at += array.length;
	}
	return all;
}
