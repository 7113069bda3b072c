import { type InputBoxOptions, l10n, window } from 'vscode';
import { idOf } from '../../packs/install/addPack';
import {
	type Normalisation,
	normalisations,
	type RecognisedPack,
} from '../../packs/recognise/recognisedPack';
import type { PackLibrary } from './packLibrary';

/** What the files of a model do not say. */
interface PackAnswers {
	readonly id: string;
	readonly name: string;
	readonly licence: string;
	readonly source: string;
	readonly normalisation: Normalisation;
}

const steps = 4;
const licences = ['Apache-2.0', 'MIT', 'BSD-3-Clause', 'CC-BY-4.0', 'CC-BY-NC-4.0'];

/** Asks one question after another; undefined where the user pressed Escape. */
export async function askPackForm(
	folderName: string,
	{ kind, manifest }: RecognisedPack,
	library: PackLibrary,
): Promise<PackAnswers | undefined> {
	const taken = (await library.installed()).map(({ id }) => id);
	const name = await ask(1, kind, {
		value: folderName,
		prompt: l10n.t('Name of the model'),
		validateInput: (value) =>
			idOf(value) === '' ? l10n.t('Enter a name with at least one letter or digit.') : undefined,
	});
	if (name === undefined) return undefined;
	const licence = await askLicence(kind);
	if (licence === undefined) return undefined;
	const source = await ask(3, kind, {
		prompt: l10n.t('Where the files are from: an address, or who made them'),
		validateInput: (value) => (value.trim() === '' ? l10n.t('Enter an address or a name.') : undefined),
	});
	if (source === undefined) return undefined;
	const normalisation = await askNormalisation(kind, manifest.input);
	if (!normalisation) return undefined;
	return { id: freeId(idOf(name), taken), name: name.trim(), licence, source: source.trim(), normalisation };
}

/** Two different names can have the same id. */
function freeId(id: string, taken: readonly string[]): string {
	if (!taken.includes(id)) return id;
	let number = 2;
	while (taken.includes(`${id}-${number}`)) number++;
	return `${id}-${number}`;
}

const title = (step: number, kind: string) => l10n.t('Add Model Pack: {0} ({1}/{2})', kind, step, steps);

async function ask(step: number, kind: string, options: InputBoxOptions): Promise<string | undefined> {
	return window.showInputBox({ title: title(step, kind), ignoreFocusOut: true, ...options });
}

async function askLicence(kind: string): Promise<string | undefined> {
	const other = l10n.t('Other…');
	const options = { title: title(2, kind), placeHolder: l10n.t('Licence'), ignoreFocusOut: true };
	const choice = await window.showQuickPick([...licences, other], options);
	return choice === other ? ask(2, kind, { prompt: l10n.t('SPDX name of the licence') }) : choice;
}

async function askNormalisation(
	kind: string,
	{ mean, std }: Normalisation,
): Promise<Normalisation | undefined> {
	const choices = [
		{ label: l10n.t('ImageNet’s mean and standard deviation'), normalisation: normalisations.imagenet },
		{ label: l10n.t('Values from 0 to 1'), normalisation: normalisations.unit },
		{ label: l10n.t('Values from 0 to 255'), normalisation: normalisations.raw },
		{ label: l10n.t('Values from −1 to 1'), normalisation: normalisations.symmetric },
		{ label: l10n.t('CLIP’s mean and standard deviation'), normalisation: normalisations.clip },
	].map(({ label, normalisation }) => {
		const isUsual = normalisation.mean.every((value, channel) => value === mean[channel]);
		return { label, description: isUsual ? l10n.t('usual for {0}', kind) : '', isUsual, normalisation };
	});
	const usualFirst = [...choices].sort((a, b) => Number(b.isUsual) - Number(a.isUsual));
	const other = { label: l10n.t('Other…'), description: '', isUsual: false, normalisation: undefined };
	const choice = await window.showQuickPick([...usualFirst, other], {
		title: title(4, kind),
		placeHolder: l10n.t('How pixel values are normalised'),
		ignoreFocusOut: true,
	});
	if (!choice) return undefined;
	if (choice.normalisation) return choice.normalisation;
	const ownMean = await askThree(kind, l10n.t('Means of red, green and blue, from 0 to 255'), mean);
	const ownStd = ownMean && (await askThree(kind, l10n.t('Standard deviations of red, green and blue'), std));
	return ownMean && ownStd && { mean: ownMean, std: ownStd };
}

type Three = Normalisation['mean'];

async function askThree(kind: string, prompt: string, value: Three): Promise<Three | undefined> {
	const text = await ask(4, kind, {
		prompt,
		value: value.join(', '),
		validateInput: (typed) =>
			threeOf(typed) ? undefined : l10n.t('Enter three numbers separated by commas.'),
	});
	return text === undefined ? undefined : threeOf(text);
}

function threeOf(text: string): Three | undefined {
	const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
	return numbers.length === 3 && numbers.every(Number.isFinite)
		? (numbers as [number, number, number])
		: undefined;
}
