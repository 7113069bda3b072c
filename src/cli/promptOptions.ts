import { type Command, InvalidArgumentError } from 'commander';
import type { Prompt } from '../shared/prompt';
import { collect } from './inferenceOptions';

type BoxPrompt = Extract<Prompt, { readonly type: 'box' }>;
type PointPrompt = Extract<Prompt, { readonly type: 'point' }>;

/** The prompts of a command line, in image pixels. */
export interface PromptOptions {
	readonly point: readonly string[];
	readonly negative: readonly string[];
	readonly box: readonly string[];
}

/** Options that take coordinates; each can be repeated, or take several values in a row. */
const flags = {
	'-p': '--point <x,y>',
	'-n': '--negative <x,y>',
	'-b': '--box <x,y,x,y>',
} as const;

export function withPromptOptions(command: Command): Command {
	const none: readonly string[] = [];
	return command
		.option(`-p, ${flags['-p']}`, 'point on the thing, in image pixels; can be repeated', collect, none)
		.option(`-n, ${flags['-n']}`, 'point that is not on the thing; can be repeated', collect, none)
		.option(`-b, ${flags['-b']}`, 'box around the thing: two opposite corners', collect, none);
}

const coordinateFlags = new Set(
	Object.entries(flags).flatMap(([short, long]) => [short, long.split(' ')[0]!]),
);
const coordinates = /^-?[\d.]+(,-?[\d.]+)+$/;

/**
 * Repeats the flag before each further value, `--point 1,2 3,4` → `--point 1,2 --point 3,4`. (Options with any number
 * of values would swallow an image that follows them.)
 */
export function repeatCoordinateFlags(args: readonly string[]): readonly string[] {
	let flag: string | undefined;
	let isValue = false;
	return args.flatMap((arg) => {
		if (isValue) {
			isValue = false;
			return [arg];
		}
		if (flag !== undefined && coordinates.test(arg)) return [flag, arg];
		flag = coordinateFlags.has(arg) ? arg : undefined;
		isValue = flag !== undefined;
		return [arg];
	});
}

/** @throws InvalidArgumentError where a value is not of its form, or nothing positive is given */
export function promptsOf({ point, negative, box }: PromptOptions): Prompt[] {
	if (point.length + box.length === 0) {
		throw new InvalidArgumentError('Expected at least one --point X,Y or a --box X,Y,X,Y but received none.');
	}
	if (box.length > 1) {
		throw new InvalidArgumentError(`Expected one --box X,Y,X,Y but received ${box.length}.`);
	}
	return [
		...box.map(boxOf),
		...point.map((text) => pointOf(text, true)),
		...negative.map((text) => pointOf(text, false)),
	];
}

function boxOf(text: string): BoxPrompt {
	const [x0, y0, x1, y1] = numbersOf(text, 4, 'X,Y,X,Y') as [number, number, number, number];
	if (x0 !== x1 && y0 !== y1) return { type: 'box', x0, y0, x1, y1 };
	throw new InvalidArgumentError(`Expected a box that is wider and higher than 0 px but received ${text}.`);
}

function pointOf(text: string, positive: boolean): PointPrompt {
	const [x, y] = numbersOf(text, 2, 'X,Y') as [number, number];
	return { type: 'point', x, y, positive };
}

function numbersOf(text: string, count: number, form: string): number[] {
	const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
	if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
	throw new InvalidArgumentError(`Expected ${form} in image pixels but received ${text}.`);
}

/**
 * The prompts within an image: a box that is partly outside is clipped.
 *
 * @param onClipped gets a sentence for each box that was clipped
 * @throws InvalidArgumentError where a prompt is outside of the image
 */
export function clipToImage(
	prompts: readonly Prompt[],
	size: { readonly width: number; readonly height: number },
	onClipped: (sentence: string) => void,
): readonly Prompt[] {
	const { width, height } = size;
	const refuse = (what: string, received: string) =>
		new InvalidArgumentError(
			`Expected a ${what} within the image (${width} × ${height} px) but received ${received}.`,
		);
	return prompts.map((prompt) => {
		if (prompt.type === 'point') {
			const { x, y } = prompt;
			if (x >= 0 && y >= 0 && x <= width && y <= height) return prompt;
			throw refuse('point', `${x},${y}`);
		}
		const clipped = clip(prompt, size);
		const [before, after] = [textOf(prompt), textOf(clipped)];
		if (clipped.x0 === clipped.x1 || clipped.y0 === clipped.y1) throw refuse('box', before);
		if (before !== after) onClipped(`The box ${before} was clipped to the image: ${after}.`);
		return clipped;
	});
}

function clip(
	{ x0, y0, x1, y1, ...rest }: BoxPrompt,
	{ width, height }: { readonly width: number; readonly height: number },
): BoxPrompt {
	const within = (value: number, max: number) => Math.min(max, Math.max(0, value));
	return {
		...rest,
		x0: within(x0, width),
		y0: within(y0, height),
		x1: within(x1, width),
		y1: within(y1, height),
	};
}

const textOf = ({ x0, y0, x1, y1 }: BoxPrompt) => [x0, y0, x1, y1].join(',');
