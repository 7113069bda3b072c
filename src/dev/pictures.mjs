// `npm run pictures`: the walkthrough's and the README's pictures anew, from the real editor.
import path from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { packageExtension } from './package.mjs';
import { main, root, run } from './shell.mjs';

await main(import.meta.url, async () => {
	await build();
	await ensureCodeServer();
	const env = { ...process.env, CHROME_PATH: await ensureChromium(), STRATA_VSIX: await packageExtension() };
	const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
	await run(process.execPath, [vitest, 'run', '--project', 'pictures'], { env });
});
