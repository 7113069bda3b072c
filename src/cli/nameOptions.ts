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
	readonly namePack?: string;
}

/** How masks are to be named. */
export interface NameRequest {
	readonly known: KnownNames;
	/** The names are suggestions, which somebody accepts or rejects. */
	readonly asSuggestions: boolean;
	/** Masks without a name are left out. */
	readonly namedOnly: boolean;
	/** The id of a pack that compares masks with the names of the list. */
	readonly namePack?: string;
}

export function withNameOptions(command: Command): Command {
	return command
		.option(
			'--names',
			'name masks of everyday things (person, car, cup: the 80 of COCO), and parts of people and buildings in them',
		)
		.option('--suggest', 'the same, as suggestions that are accepted or rejected in the editor')
		.option(
			'--list <file>',
			'only names of this list: a .strata/categories.json, or a text with a name a line (part: shirt for parts)',
		)
		.option('--name-pack <id>', 'also ask a pack of the family clip, which knows any words, about the list')
		.option('--named-only', 'leave out masks that get no name');
}

/**
 * @returns undefined where no names are wanted
 * @throws InvalidArgumentError for options that need another one, CliError where the list cannot be used
 */
export async function nameRequestOf(
	options: NameOptions & Partial<CategoryOptions>,
): Promise<NameRequest | undefined> {
	const { names, suggest, list, namedOnly = false, namePack, category = uncategorised.name } = options;
	if (!names && !suggest) {
		const [option] = [
			...(namedOnly ? ['--named-only'] : []),
			...(list !== undefined ? ['--list'] : []),
			...(namePack !== undefined ? ['--name-pack'] : []),
		];
		if (option === undefined) return undefined;
		throw new InvalidArgumentError(`${option} needs --names, or --suggest for suggestions.`);
	}
	if (suggest && category !== uncategorised.name) {
		throw new InvalidArgumentError('--suggest is for masks without a name: leave --category out.');
	}
	if (names && suggest) throw new InvalidArgumentError('Expected --names or --suggest, not both.');
	if (namePack !== undefined && list === undefined) {
		throw new InvalidArgumentError('--name-pack needs --list FILE: the names that there are to choose from.');
	}
	const known =
		list === undefined ? { names: [], isClosed: false } : { names: await readList(list), isClosed: true };
	return { known, asSuggestions: suggest ?? false, namedOnly, ...(namePack !== undefined && { namePack }) };
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

/** A name a line; those of parts after “part:”. */
function lined(text: string): readonly CategoryName[] {
	const found = new Map<string, CategoryName>();
	for (const line of text.split(/\r?\n/)) {
		const [, part, name] = /^\s*(part:)?\s*(.*?)\s*$/i.exec(line) ?? [];
		if (name) found.set(`${part ?? ''} ${name}`, { name, kind: part === undefined ? 'object' : 'part' });
	}
	return [...found.values()];
}
