// `npm run build`: dependencies, the models, the bundles.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setup } from './setup.mjs';
import { main, root, runScript, say, seconds } from './shell.mjs';

/** Makes all that the extension consists of; each part is quick when it is up to date. */
export async function build() {
	const start = performance.now();
	await setup();
	say('building the models, the bundles and the list of texts');
	for (const pack of ['strata-s', 'mobile-sam']) await runScript(`models/${pack}/recipe.mjs`, []);
	await Promise.all([runScript('esbuild.mjs', []), runScript('src/dev/l10n.mjs', [])]);
	if (!existsSync(path.join(root, 'dist/extension.cjs')))
		throw new Error('esbuild made no dist/extension.cjs');
	say(`built in ${seconds(performance.now() - start)}`);
}

await main(import.meta.url, build);
