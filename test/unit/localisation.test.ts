import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { englishTexts } from '../../src/dev/l10n.mjs';
import { root, untranslatedIn, untranslatedTexts } from './userTexts';

const readTexts = (file: string): Record<string, string> =>
	JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');

/** Errors of programmers, which go to the log. */
const internal = ["'The inference process is closed.'", "'The page sent a message that is not valid.'"];

describe('texts that a user reads', () => {
	it('are in vscode.l10n.t, so that they can be translated', () => {
		expect(untranslatedTexts().filter((text) => !internal.some((one) => text.endsWith(one)))).toEqual([]);
	});

	it('in package.json come from package.nls.json, and nothing there is left over', () => {
		const used = [...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key);
		const texts = readTexts('package.nls.json');
		expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
	});

	it('in package.json are none but the product’s name', () => {
		const bare: string[] = [];
		JSON.parse(manifest, (key, value) => {
			const isRead = /^(title|description|displayName|contents|altText|markdown\w*)$/.test(key);
			if (isRead && typeof value === 'string' && !/^%.*%$/.test(value) && value !== 'Strata')
				bare.push(value);
			return value;
		});
		expect(bare).toEqual([]);
	});
});

describe.each(['zh-cn'])('the translation to %s', (language) => {
	const pairs = [
		['package.nls.json', `package.nls.${language}.json`],
		['English', `l10n/bundle.l10n.${language}.json`],
	] as const;
	const english = englishTexts();

	// All of src is parsed for it, which takes a busy machine a minute.
	it.each(pairs)(
		'of %s is complete, and has the same values and links in every text',
		async (from, file) => {
			const texts: Record<string, string> = from === 'English' ? await english : readTexts(from);
			const translated = readTexts(file);
			expect(Object.keys(texts).filter((key) => !translated[key]?.trim())).toEqual([]);
			for (const [key, text] of Object.entries(texts)) {
				expect(placeholders(translated[key]!), key).toEqual(placeholders(text));
			}
		},
		120_000,
	);

	it('of package.json has nothing that is no longer used', () => {
		const [[from, file]] = pairs;
		expect(Object.keys(readTexts(file))).toEqual(Object.keys(readTexts(from)));
	});
});

/** What must survive translation: `{0}`, command links, code. */
function placeholders(text: string): string[] {
	return (text.match(/\{\d\}|\(command:[\w.]+\)|`[^`]*`/g) ?? []).sort();
}

describe('the search for texts that are not translated', () => {
	const [name, icon] = ['$' + '{name}', '$' + '(layers)'];
	it.each([
		['an argument of a message', 'window.showErrorMessage("The disk is full.")', 1],
		['a button that is named first', 'const again = "Try Again"; window.showInformationMessage(m, again)', 1],
		['one of two', 'item.tooltip = isOpen ? l10n.t("Open") : `Closed`', 1],
		['an option', 'showQuickPick(items, { title: "Choose Model" })', 1],
		['a thrown sentence', `throw new Error(\`Strata is already busy with ${name}.\`)`, 1],
		['a translated one', 'window.showErrorMessage(vscode.l10n.t("The disk is full."))', 0],
		['a value', `item.text = \`${icon} ${name}\``, 0],
	])('finds or passes %s', (_, code, count) => {
		expect(untranslatedIn('example.ts', code)).toHaveLength(count);
	});
});
