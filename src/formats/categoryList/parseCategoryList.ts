import { jsonFault } from '../../shared/jsonFault';
import { categoryListShape, type ListedCategory } from './categoryListShape';

/** The categories that the images of a workspace folder may have, in the order in which they are offered. */
export type CategoryList = readonly ListedCategory[];

/** What the file of a category list says, or why it cannot be used, as a sentence. */
export type ParsedCategoryList = { readonly list: CategoryList } | { readonly problem: string };

/** Reads `.strata/categories.json`. It never throws: people write this file by hand. */
export function parseCategoryList(text: string): ParsedCategoryList {
	const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (error) {
		return { problem: jsonFault(json)?.message ?? String(error) };
	}
	const { data, error } = categoryListShape.safeParse(value);
	if (!data) {
		const [issue] = error.issues;
		const path = issue!.path
			.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
			.join('');
		return { problem: `${path.replace(/^\./, '') || 'the file'} should be ${issue!.message}` };
	}
	const twice = firstTwice(data.categories);
	return twice ? { problem: twice } : { list: data.categories };
}

/** The list's text, as `parseCategoryList` reads it: one category a line, so that a diff shows what changed. */
export function serializeCategoryList(list: CategoryList): string {
	const lines = list.map((one) => `\t\t${JSON.stringify(one)}`);
	const body = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n\t]`;
	return `{\n\t"categories": ${body}\n}\n`;
}

/** A name or a key that two categories claim. */
function firstTwice(list: CategoryList): string | undefined {
	const names = new Set<string>();
	const hotkeys = new Set<number>();
	for (const { name, kind, hotkey } of list) {
		const key = `${kind}\n${name}`;
		if (names.has(key)) return `the ${kind} “${name}” is listed twice`;
		names.add(key);
		if (hotkey === undefined) continue;
		if (hotkeys.has(hotkey)) return `two categories have the hotkey ${hotkey}`;
		hotkeys.add(hotkey);
	}
	return undefined;
}
