import { expect, test } from 'vitest';
import { listExtensions } from '../../src/dev/codeServer.mjs';
import { useVSCode } from './harness/vscode';

const vscode = useVSCode({ files: ['media/samples/still-life.jpg'] });

test('the packaged extension is installed', async () => {
	expect(await listExtensions(vscode())).toContain('strata.strata');
});

test('an image opens in the editor, and the extension runs without an error', async () => {
	const editor = await vscode().openInStrata('still-life.jpg');
	await editor.untilReady();
	await vscode().screenshot('smoke editor');
	const size = await editor.frame.evaluate(() =>
		document.querySelector('#overlay')!.getBoundingClientRect().toJSON(),
	);
	expect(Math.min(size.width, size.height)).toBeGreaterThan(100);
	expect(await vscode().workbench.runningExtension('Strata')).toMatch(/Activation: \d+ms/);
});
