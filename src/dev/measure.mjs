// `npm run eval`, `npm run bench` and `npm run agreement`: builds, then runs dist/<name>.cjs. Only that program writes to standard output.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setup } from './setup.mjs';
import { main, root, runScript } from './shell.mjs';

await main(import.meta.url, async ([name, ...args]) => {
	console.log = console.error;
	await setup();
	await runScript('models/mobile-sam/recipe.mjs', [], { capture: true });
	await runScript('esbuild.mjs', [], { capture: true });
	const program = spawn(process.execPath, [path.join(root, 'dist', `${name}.cjs`), ...args], {
		stdio: 'inherit',
	});
	process.exitCode = await new Promise((resolve) => program.once('close', (code) => resolve(code ?? 1)));
});
