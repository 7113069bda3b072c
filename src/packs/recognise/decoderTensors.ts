import type { GraphDescription, GraphTensor } from '../../shared/protocol/graphDescription';
import { PackError } from '../manifest/packError';

/** An input of a decoder that always gets the same numbers. */
export interface Constant {
	readonly dims: readonly number[];
	/** One number for all, or one for each. */
	readonly value: number | readonly number[];
}

/** An input of the decoder, and the encoder's output that goes into it. */
export interface FeatureMap {
	readonly name: string;
	readonly from: string;
	readonly dims: GraphTensor['dims'];
}

export interface DecoderInputs {
	readonly coords: string;
	readonly labels: string;
	readonly features: FeatureMap;
	/** Further outputs of the encoder that it takes. */
	readonly maps: readonly FeatureMap[];
	readonly constants: readonly { readonly name: string; tensor(logitSide: number): Constant }[];
	/** The constants among them that are the mask prompt, and whether there is one. */
	readonly maskPrompt?: { readonly mask: string; readonly given: string };
	/** Points as [prompts, points, 2], or as [1, prompts, points, 2]. */
	readonly form: 'prompts' | 'queries';
	/** Whether it takes several prompts at once. */
	readonly takesMany: boolean;
}

/** The roles of a decoder's inputs, by name and size. @throws PackError that names an unknown input */
export function decoderInputs(
	decoder: GraphDescription,
	encoder: GraphDescription,
	file: string,
): DecoderInputs {
	const coords = decoder.inputs.find(({ dims }) => dims.length >= 3 && dims.at(-1) === 2)!;
	const labels = decoder.inputs.find(
		({ name, dims }) => dims.length === coords.dims.length - 1 && /label/i.test(name),
	);
	if (!labels) throw notFound(file, 'labels of points', decoder.inputs);
	const points = coords.dims.at(-2);
	if (typeof points === 'number' && points > 0) {
		throw new PackError(
			'contents',
			`Expected ${file} to take any number of points but it takes ${points}: export it with that size left open.`,
		);
	}
	const rest = decoder.inputs.filter((input) => input !== coords && input !== labels);
	const maps: FeatureMap[] = [];
	const constants: DecoderInputs['constants'][number][] = [];
	const isQueries = coords.dims.length === 4;
	for (const input of rest) {
		const constant = constantOf(input, isQueries);
		const from = constant ? undefined : sourceOf(input, encoder, rest);
		if (constant) constants.push({ name: input.name, tensor: constant });
		else if (from !== undefined) maps.push({ name: input.name, from, dims: dimsOf(input, encoder, from) });
		else throw notFound(file, `something of the encoder for “${input.name}”`, encoder.outputs);
	}
	const features = maps.find(({ dims }) => dims.length === 4 && dims[1] === 256);
	if (!features) throw notFound(file, 'a feature map of 256 channels', decoder.inputs);
	return {
		coords: coords.name,
		labels: labels.name,
		features,
		maps: maps.filter((map) => map !== features),
		constants,
		...maskPromptOf(rest),
		form: isQueries ? 'queries' : 'prompts',
		takesMany: !isQueries && coords.dims[0] !== 1,
	};
}

export interface DecoderOutputs {
	readonly outputs: { readonly masks: string; readonly scores: string };
	/** Masks per prompt; undefined where the file leaves that open. */
	readonly masks: number | undefined;
}

/** Which outputs are the small masks and their scores. */
export function decoderOutputs(
	{ outputs }: GraphDescription,
	file: string,
	logitSide: number,
): DecoderOutputs {
	const scores = outputs.find(({ name }) => /iou|score/i.test(name));
	const others = outputs.filter((output) => output !== scores);
	const masks =
		others.find(({ name }) => /low.?res/i.test(name)) ??
		others.find(({ dims }) => dims.length >= 4 && dims.slice(-2).every((size) => size === logitSide)) ??
		others.find(({ name }) => /mask/i.test(name));
	if (!scores || !masks) throw notFound(file, 'masks and their scores among the outputs', outputs);
	const count = [masks.dims.at(-3), scores.dims.at(-1)].find((size) => typeof size === 'number' && size > 0);
	return { outputs: { masks: masks.name, scores: scores.name }, masks: count as number | undefined };
}

const isMaskGiven = ({ name }: GraphTensor) => /has.*mask/i.test(name);
const isMask = ({ name, dims }: GraphTensor) => /mask/i.test(name) && dims.length === 4;

function maskPromptOf(inputs: readonly GraphTensor[]): Pick<DecoderInputs, 'maskPrompt'> {
	const [mask, given] = [inputs.find(isMask), inputs.find(isMaskGiven)];
	return mask && given ? { maskPrompt: { mask: mask.name, given: given.name } } : {};
}

/** What a decoder takes beside the prompt, where that is always the same. */
function constantOf(input: GraphTensor, isQueries: boolean): ((logitSide: number) => Constant) | undefined {
	const { name, dims } = input;
	// No mask prompt, unless a mask is corrected, …
	if (isMaskGiven(input)) return () => ({ dims: [1], value: 0 });
	if (isMask(input)) return (side) => ({ dims: [1, 1, side, side], value: 0 });
	// … and the smallest image size, since masks are upscaled elsewhere. A decoder that only gives upscaled masks gets
	// the size that they have anyway.
	if (/size/i.test(name) && dims.length === 1) {
		return (side) => ({ dims: [2], value: isQueries ? [side, side] : [1, 1] });
	}
	return undefined;
}

/** The encoder's output for an input of the decoder: of the same name, else the only one of that size. */
function sourceOf(
	input: GraphTensor,
	encoder: GraphDescription,
	inputs: readonly GraphTensor[],
): string | undefined {
	const namesake = encoder.outputs.find(({ name }) => name === input.name);
	if (namesake) return namesake.name;
	const free = encoder.outputs.filter(({ name }) => !inputs.some((other) => other.name === name));
	const fitting = free.filter(({ dims }) => fits(dims, input.dims));
	return fitting.length === 1 ? fitting[0]!.name : undefined;
}

function fits(one: GraphTensor['dims'], other: GraphTensor['dims']): boolean {
	return (
		one.length === other.length &&
		one.every((size, i) => typeof size !== 'number' || typeof other[i] !== 'number' || size === other[i])
	);
}

/** The sizes of a map, from the side that has more of them. */
function dimsOf(input: GraphTensor, encoder: GraphDescription, from: string): GraphTensor['dims'] {
	const output = encoder.outputs.find(({ name }) => name === from)!;
	const numbers = (dims: GraphTensor['dims']) => dims.filter((size) => typeof size === 'number').length;
	return numbers(output.dims) > numbers(input.dims) ? output.dims : input.dims;
}

function notFound(file: string, what: string, tensors: readonly GraphTensor[]): PackError {
	const list = tensors.map(({ name, dims }) => `${name} [${dims.join(', ')}]`).join('; ');
	return new PackError('contents', `Expected ${what} in ${file} but found ${list || 'nothing'}.`);
}
