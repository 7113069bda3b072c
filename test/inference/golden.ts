import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RgbImage } from '../../src/inference/image/bmp';
import { resampleBicubic } from '../../src/inference/image/resample';
import type { DecoderPrompt } from '../../src/inference/mask/decoderPrompt';
import { userPrompt } from '../../src/inference/mask/decoderPrompt';
import type { Features, ImageSize, Model } from '../../src/inference/model/model';
import { pattern } from './patterns';

/** Where a tensor lies in golden.bin: every n-th of its numbers, from number `at` of the file on. */
interface Kept {
	readonly shape: readonly number[];
	readonly at: number;
	readonly every: number;
}

interface Case {
	readonly width: number;
	readonly height: number;
	readonly seed: number;
	readonly input: readonly [number, number];
	/** By the names that the model's family has for them. */
	readonly features: Readonly<Record<string, Kept>>;
	readonly prompts: readonly {
		/** x and y, as parts of the image's width and height. */
		readonly clicks: readonly (readonly [number, number])[];
		readonly masks: Kept;
		readonly scores: Kept;
	}[];
}

/** What PyTorch said, as `python -m strata_export golden` writes it. */
export interface Golden {
	readonly cases: readonly Case[];
	readonly numbers: Float32Array;
}

/** The largest differences between two runtimes' answers to clicks, and the smallest IoU of their masks. */
interface Answers {
	readonly logits: number;
	readonly scores: number;
	readonly maskIou: number;
}

export interface Agreement extends Answers {
	/** Of the features. The answers are the decoder's to PyTorch's features, where those were kept whole. */
	readonly encoder: number;
	/** The answers from this runtime's own features: what rounding in the encoder makes of them, too. */
	readonly wholeWay: Answers;
}

/** What rounding in another order may do. Encoder outputs run to about ±5, logits to about ±20. */
export const limits: Omit<Agreement, 'wholeWay'> = {
	encoder: 1e-4,
	logits: 5e-3,
	scores: 1e-4,
	maskIou: 0.999,
};

export async function readGolden(folder: string): Promise<Golden> {
	const cases = JSON.parse(await readFile(path.join(folder, 'golden.json'), 'utf8')) as Case[];
	const bytes = Uint8Array.from(await readFile(path.join(folder, 'golden.bin')));
	return { cases, numbers: new Float32Array(bytes.buffer) };
}

function keptOf(numbers: Float32Array, { shape, at, every }: Kept): Float32Array {
	const count = shape.reduce((product, side) => product * side, 1);
	return numbers.subarray(at, at + Math.ceil(count / every));
}

function difference(found: Float32Array, expected: Float32Array, { shape, every }: Kept): number {
	if (found.length !== shape.reduce((product, side) => product * side, 1)) {
		throw new Error(`Expected a tensor of [${shape}] but received ${found.length} numbers`);
	}
	let largest = 0;
	for (let i = 0; i < expected.length; i++) {
		const apart = Math.abs(found[i * every]! - expected[i]!);
		// Not a number is as wrong as can be, and Math.max would not say so.
		if (!(apart <= largest)) largest = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
	}
	return largest;
}

/** A logit nearer to zero than this is a mask's very edge: rounding decides, and a small mask has few pixels. */
const undecided = 1e-4;

/** The smallest IoU over all masks, of the numbers that were kept, without undecided ones. */
function smallestIou(found: Float32Array, expected: Float32Array, { shape, every }: Kept): number {
	const plane = shape[2]! * shape[3]!;
	const both = new Uint32Array(shape[0]! * shape[1]!);
	const either = new Uint32Array(both.length);
	for (let i = 0; i < expected.length; i++) {
		if (Math.abs(expected[i]!) < undecided) continue;
		const mask = Math.floor((i * every) / plane);
		const inside = [found[i * every]! > 0, expected[i]! > 0];
		if (inside[0] && inside[1]) both[mask]!++;
		if (inside[0] || inside[1]) either[mask]!++;
	}
	return Array.from(both, (count, mask) => (either[mask] === 0 ? 1 : count / either[mask]!)).reduce((a, b) =>
		Math.min(a, b),
	);
}

/** One case through the product's own family: resized, encoded and asked, as a click would be. */
export async function agreementOn(model: Model, golden: Golden, of: Case): Promise<Agreement> {
	const { numbers } = golden;
	const size = model.inputSizeOf(of);
	if (size.width !== of.input[0] || size.height !== of.input[1]) {
		throw new Error(
			`Expected an input of ${of.input.join(' × ')} px but received ${size.width} × ${size.height}`,
		);
	}
	const features = await model.encode(inputPicture(model, of, size));
	const wholeWay = await answersOf(model, features, golden, of);
	const kept = Object.entries(of.features);
	const isWhole = kept.every(([, { every }]) => every === 1);
	const theirs = kept.map(([name, part]) => [name, { data: keptOf(numbers, part), dims: part.shape }]);
	const apart = kept.map(([name, part]) => difference(features[name]!.data, keptOf(numbers, part), part));
	return {
		encoder: Math.max(...apart),
		...(isWhole
			? await answersOf(model, { ...features, ...Object.fromEntries(theirs) }, golden, of)
			: wholeWay),
		wholeWay,
	};
}

/** As `golden` draws it: for semantic-sam, whose resampler is Strata's own, at the image's size, else at the input's. */
function inputPicture(model: Model, { width, height, seed }: Case, size: ImageSize): RgbImage {
	return model.resizeFilter === 'bicubic'
		? resampleBicubic(pattern(width, height, seed), size)
		: pattern(size.width, size.height, seed);
}

async function answersOf(model: Model, features: Features, { numbers }: Golden, of: Case): Promise<Answers> {
	const space = model.spaceOf(of);
	const result = { logits: 0, scores: 0, maskIou: 1 };
	for (const { clicks, masks, scores } of of.prompts) {
		const prompts = clicks.map(
			([x, y]): DecoderPrompt =>
				userPrompt([{ type: 'point', x: x * of.width, y: y * of.height, positive: true }], space),
		);
		const decoded = await model.decode(features, prompts);
		const expected = keptOf(numbers, masks);
		result.logits = Math.max(result.logits, difference(decoded.logits, expected, masks));
		result.scores = Math.max(result.scores, difference(decoded.scores, keptOf(numbers, scores), scores));
		result.maskIou = Math.min(result.maskIou, smallestIou(decoded.logits, expected, masks));
	}
	return result;
}

export function agrees({ encoder, logits, scores, maskIou }: Agreement): boolean {
	return (
		encoder <= limits.encoder &&
		logits <= limits.logits &&
		scores <= limits.scores &&
		maskIou > limits.maskIou
	);
}
