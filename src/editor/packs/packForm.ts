import * as vscode from 'vscode';
import { idOf } from '../../packs/install/addPack';
import { type Pixels, preparations, type RecognisedPack } from '../../packs/recognise/recognisedPack';
import type { PackLibrary } from './packLibrary';

/** What the files of a model do not say. */
export interface PackAnswers {
	readonly id: string;
	readonly name: string;
	readonly licence: string;
	readonly source: string;
	readonly pixels: Pixels;
}

const steps = 4;
const other = 'Other…';
const licences = ['Apache-2.0', 'MIT', 'BSD-3-Clause', 'CC-BY-4.0', 'CC-BY-NC-4.0'];
const ways: readonly { readonly label: string; readonly pixels: Pixels }[] = [
	{ label: 'ImageNet’s mean and deviation', pixels: preparations.imagenet },
	{ label: 'Values from 0 to 1', pixels: preparations.unit },
	{ label: 'Values from 0 to 255', pixels: preparations.raw },
];

/** Asks, one after another; undefined where the user pressed Escape. */
export async function askPackForm(
	folderName: string,
	{ kind, manifest }: RecognisedPack,
	library: PackLibrary,
): Promise<PackAnswers | undefined> {
	const along = (await library.installed()).map(({ id }) => id);
	const name = await ask(1, kind, {
		value: folderName,
		prompt: 'What the model is called',
		validateInput: (value) => (idOf(value) === '' ? 'Expected a name with a letter or a digit.' : undefined),
	});
	if (name === undefined) return undefined;
	const licence = await pick(2, kind, 'Its licence', licences, 'The licence’s name, as SPDX has it');
	if (licence === undefined) return undefined;
	const source = await ask(3, kind, {
		prompt: 'Where the files are from: an address, or who made them',
		validateInput: (value) => (value.trim() === '' ? 'Expected an address or a name.' : undefined),
	});
	if (source === undefined) return undefined;
	const pixels = await askPixels(kind, manifest.input);
	if (!pixels) return undefined;
	return { id: freeId(idOf(name), along), name: name.trim(), licence, source: source.trim(), pixels };
}

/** The names of two models can make one id. */
function freeId(id: string, taken: readonly string[]): string {
	if (!taken.includes(id)) return id;
	const number = [2, 3, 4, 5, 6, 7, 8, 9].find((n) => !taken.includes(`${id}-${n}`));
	return number === undefined ? id : `${id}-${number}`;
}

const title = (step: number, kind: string) => `Add Model Pack: ${kind} (${step}/${steps})`;

async function ask(step: number, kind: string, options: vscode.InputBoxOptions): Promise<string | undefined> {
	return vscode.window.showInputBox({ title: title(step, kind), ignoreFocusOut: true, ...options });
}

async function pick(
	step: number,
	kind: string,
	placeHolder: string,
	labels: readonly string[],
	prompt: string,
): Promise<string | undefined> {
	const options = { title: title(step, kind), placeHolder, ignoreFocusOut: true };
	const choice = await vscode.window.showQuickPick([...labels, other], options);
	return choice === other ? ask(step, kind, { prompt }) : choice;
}

async function askPixels(kind: string, { mean, std }: Pixels): Promise<Pixels | undefined> {
	const isUsual = ({ pixels }: (typeof ways)[number]) => `${pixels.mean}` === `${mean}`;
	const usual = [...ways].sort((a, b) => Number(isUsual(b)) - Number(isUsual(a)));
	const items = usual.map((way) => ({
		label: way.label,
		description: isUsual(way) ? `usual for ${kind}` : '',
		pixels: way.pixels,
	}));
	const choice = await vscode.window.showQuickPick([...items, { label: other, description: '' }], {
		title: title(4, kind),
		placeHolder: 'How pixels are prepared for it',
		ignoreFocusOut: true,
	});
	if (!choice) return undefined;
	if ('pixels' in choice) return choice.pixels;
	const ownMean = await askThree(kind, 'Means of red, green and blue, from 0 to 255', mean);
	const ownStd = ownMean && (await askThree(kind, 'Their deviations, from 0 to 255', std));
	return ownMean && ownStd && { mean: ownMean, std: ownStd };
}

type Three = Pixels['mean'];

async function askThree(kind: string, prompt: string, value: Three): Promise<Three | undefined> {
	const text = await ask(4, kind, {
		prompt,
		value: value.join(', '),
		validateInput: (typed) => (threeOf(typed) ? undefined : 'Expected three numbers, with commas between.'),
	});
	return text === undefined ? undefined : threeOf(text);
}

function threeOf(text: string): Three | undefined {
	const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
	return numbers.length === 3 && numbers.every(Number.isFinite)
		? (numbers as [number, number, number])
		: undefined;
}
