import { type Command, InvalidArgumentError } from 'commander';
import type { Prompt } from '../shared/prompt';

/** The prompts of a command line: image pixels, as the option's values, repeated or in a row. */
export interface PromptOptions {
	readonly point?: readonly string[];
	readonly negative?: readonly string[];
	readonly box?: readonly string[];
}

export function withPromptOptions(command: Command): Command {
	return command
		.option('-p, --point <x,y...>', 'points on the thing, in image pixels')
		.option('-n, --negative <x,y...>', 'points that are not on it')
		.option('-b, --box <x,y,x,y...>', 'a box around it: two opposite corners');
}

function numbersOf(text: string, count: number, form: string): number[] {
	const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
	if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
	throw new InvalidArgumentError(`Expected ${form} in image pixels but received ${text}.`);
}

/** @throws InvalidArgumentError with a sentence where a value is not of its form, or nothing positive is given */
export function promptsOf({ point = [], negative = [], box = [] }: PromptOptions): Prompt[] {
	const asPoint = (positive: boolean) => (text: string) => {
		const [x, y] = numbersOf(text, 2, 'X,Y');
		return { type: 'point', x: x!, y: y!, positive } as const;
	};
	const prompts: Prompt[] = [
		...box.map((text) => {
			const [x0, y0, x1, y1] = numbersOf(text, 4, 'X,Y,X,Y');
			return { type: 'box', x0: x0!, y0: y0!, x1: x1!, y1: y1! } as const;
		}),
		...point.map(asPoint(true)),
		...negative.map(asPoint(false)),
	];
	if (point.length + box.length === 0) {
		throw new InvalidArgumentError('Expected at least one --point X,Y or a --box X,Y,X,Y but received none.');
	}
	if (box.length > 1) {
		throw new InvalidArgumentError(`Expected one --box X,Y,X,Y but received ${box.length}.`);
	}
	return prompts;
}

/** @throws InvalidArgumentError where a prompt lies outside of the image */
export function checkWithin(prompts: readonly Prompt[], width: number, height: number): void {
	const isWithin = (x: number, y: number) => x >= 0 && y >= 0 && x <= width && y <= height;
	for (const prompt of prompts) {
		const received =
			prompt.type === 'point'
				? !isWithin(prompt.x, prompt.y) && `${prompt.x},${prompt.y}`
				: !(isWithin(prompt.x0, prompt.y0) && isWithin(prompt.x1, prompt.y1)) &&
					`${prompt.x0},${prompt.y0},${prompt.x1},${prompt.y1}`;
		if (received) {
			throw new InvalidArgumentError(
				`Expected a ${prompt.type} within the image (${width} × ${height} px) but received ${received}.`,
			);
		}
	}
}
