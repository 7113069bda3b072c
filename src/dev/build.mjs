// `npm run build`: dependencies, the embedded model, the bundles.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setup } from './setup.mjs';
import { main, root, runScript, say, seconds } from './shell.mjs';

/** Makes all that the extension consists of; each part is quick when it is up to date. */
export async function build() {
	const start = performance.now();
	await setup();
	say('building the embedded model and the bundles');
	await runScript('models/mobile-sam/recipe.mjs', []);
	await runScript('esbuild.mjs', []);
	if (!existsSync(path.join(root, 'dist/extension.cjs')))
		throw new Error('esbuild made no dist/extension.cjs');
	say(`built in ${seconds(performance.now() - start)}`);
}

await main(import.meta.url, build);
