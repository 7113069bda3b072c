// `npm run eval`, `names`, `alike`, `bench`, `scale`, `agreement`, `frugal`, `junk`, `everything`, `packCost`: builds, then runs dist-dev/<name>.cjs. Only that program writes to standard output.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { setup } from './setup.mjs';
import { main, PlainError, root, runScript, say } from './shell.mjs';

await main(import.meta.url, async ([name, ...args]) => {
	console.log = console.error;
	await setup();
	for (const pack of ['strata-s', 'mobile-sam'])
		await runScript(`models/${pack}/recipe.mjs`, [], { capture: true });
	await runScript('esbuild.mjs', [], { capture: true });
	const env = ['bench', 'scale'].includes(name) ? { ...process.env, ...(await browser()) } : process.env;
	const program = spawn(process.execPath, [path.join(root, 'dist-dev', `${name}.cjs`), ...args], {
		stdio: 'inherit',
		env,
	});
	process.exitCode = await new Promise((resolve) => program.once('close', (code) => resolve(code ?? 1)));
});

/** The variable that names a browser to the bench, which compares with what runs in one; none is no fault. */
async function browser() {
	try {
		return { CHROME_PATH: await ensureChromium() };
	} catch (error) {
		if (!(error instanceof PlainError)) throw error;
		say(error.message);
		return {};
	}
}
