import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { parseCategoryList } from '../formats/categoryList/parseCategoryList';
import type { KnownNames } from '../naming/asCalled';
import { readTextIfThere } from '../node/textFile';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import { uncategorised } from '../shared/everything';
import { messageOf } from '../shared/messageOf';
import type { CategoryOptions } from './categoryOptions';
import { CliError, exitCodes } from './exitCodes';

/** Options of every command that names the masks that it finds. */
export interface NameOptions {
	readonly names?: true;
	readonly suggest?: true;
	readonly list?: string;
	readonly namedOnly?: true;
}

/** How masks are to be named. */
export interface NameRequest {
	readonly known: KnownNames;
	/** The names are suggestions, which somebody accepts or rejects. */
	readonly asSuggestions: boolean;
	/** Masks without a name are left out. */
	readonly namedOnly: boolean;
}

export function withNameOptions(command: Command): Command {
	return command
		.option('--names', 'name masks of everyday things (person, car, cup: the 80 of COCO)')
		.option('--suggest', 'the same, as suggestions that are accepted or rejected in the editor')
		.option(
			'--list <file>',
			'only names of this list: a .strata/categories.json, or a text with a name a line',
		)
		.option('--named-only', 'leave out masks that get no name');
}

/**
 * @returns undefined where no names are wanted
 * @throws InvalidArgumentError for options that need another one, CliError where the list cannot be used
 */
export async function nameRequestOf(
	options: NameOptions & Partial<CategoryOptions>,
): Promise<NameRequest | undefined> {
	const { names, suggest, list, namedOnly = false, category = uncategorised.name } = options;
	if (!names && !suggest) {
		if (list === undefined && !namedOnly) return undefined;
		throw new InvalidArgumentError(
			`${namedOnly ? '--named-only' : '--list'} needs --names, or --suggest for suggestions.`,
		);
	}
	if (suggest && category !== uncategorised.name) {
		throw new InvalidArgumentError('--suggest is for masks without a name: leave --category out.');
	}
	if (names && suggest) throw new InvalidArgumentError('Expected --names or --suggest, not both.');
	const known =
		list === undefined ? { names: [], isClosed: false } : { names: await readList(list), isClosed: true };
	return { known, asSuggestions: suggest ?? false, namedOnly };
}

async function readList(file: string): Promise<readonly CategoryName[]> {
	const text = await readTextIfThere(resolve(file)).catch((error: unknown) => {
		throw new CliError(exitCodes.dataset, `${file} cannot be read: ${messageOf(error)}`);
	});
	if (text === undefined) throw new CliError(exitCodes.dataset, `There is no file ${file}.`);
	const names = /^\s*\{/.test(text) ? listed(file, text) : lined(text);
	if (names.length === 0) throw new CliError(exitCodes.dataset, `${file} names nothing.`);
	return names;
}

function listed(file: string, text: string): readonly CategoryName[] {
	const parsed = parseCategoryList(text);
	if ('problem' in parsed) throw new CliError(exitCodes.dataset, `${file}: ${parsed.problem}.`);
	return parsed.list.map(({ name, kind }) => ({ name, kind }));
}

function lined(text: string): readonly CategoryName[] {
	const names = text.split(/\r?\n/).map((line) => line.trim());
	return [...new Set(names.filter((name) => name !== ''))].map((name) => ({ name, kind: 'object' }));
}
