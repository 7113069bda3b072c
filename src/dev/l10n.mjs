// `npm run l10n`: l10n/bundle.l10n.json, the English texts of the extension's code for translators, from that code.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { main, root, say } from './shell.mjs';

const file = path.join(root, 'l10n/bundle.l10n.json');

/**
 * The texts of `vscode.l10n.t` in src, sorted: what l10n/bundle.l10n.json has to hold.
 * @returns {Promise<Record<string, string>>}
 */
export async function englishTexts() {
	const names = (await readdir(path.join(root, 'src'), { recursive: true })).filter((name) =>
		/\.ts$/.test(name),
	);
	const sources = await Promise.all(
		names.map(async (name) => ({
			extension: '.ts',
			contents: await readFile(path.join(root, 'src', name), 'utf8'),
		})),
	);
	const texts = Object.entries(await getL10nJson(sources)).map(([key, text]) => [
		key,
		typeof text === 'string' ? text : text.message,
	]);
	return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

await main(import.meta.url, async () => {
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(file, `${JSON.stringify(await englishTexts(), undefined, '\t')}\n`);
	say(`wrote ${path.relative(root, file)}`);
});
