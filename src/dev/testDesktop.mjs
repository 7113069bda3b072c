// `npm run test:desktop`: a smoke test in the desktop VS Code that @vscode/test-electron finds or downloads.
import path from 'node:path';
import { build } from './build.mjs';
import { main, root, say } from './shell.mjs';

await main(import.meta.url, async () => {
	await build();
	const { runTests } = await import('@vscode/test-electron');
	await runTests({
		extensionDevelopmentPath: root,
		extensionTestsPath: path.join(root, 'dist-dev/desktopTest.cjs'),
		launchArgs: [path.join(root, 'media/samples'), '--disable-extensions', '--disable-workspace-trust'],
	});
	say('1 passed, 0 failed, 0 skipped');
});
