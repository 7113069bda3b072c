import { copyFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Coco } from './harness/sidecar';
import { until } from './harness/until';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const inside = 'samples/still-life.jpg';
const few = { 'strata.everything.pointsPerSide': 4 };

const vscode = useVSCode({ files: [`media/samples/${image}`, 'media/samples'], settings: few });

const sidecar = (name: string) => `${name}.strata.json`;

/** What is said at the end. */
const said = (pattern: RegExp) =>
	until(
		`something like ${pattern}`,
		async () => (await vscode().workbench.notifications()).find((text) => pattern.test(text)),
		150_000,
	);

async function segmentAll(): Promise<void> {
	const { workbench } = vscode();
	await workbench.runCommand('Notifications: Clear All Notifications');
	await workbench.runCommand('Strata: Segment Folder…');
	await workbench.untilTitled('Segment Folder: workspace');
	await workbench.pick('All Levels');
}

// One user's hour: each test goes on where the last one stopped.
describe('all images of a folder', { sequential: true }, () => {
	it('are segmented from the explorer, for one folder of it', async () => {
		const { workbench, page } = vscode();
		const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'samples' });
		const item = page.locator('.monaco-menu .action-label', { hasText: 'Segment Folder…' });
		// A menu that was opened before the extension was there has nothing of it.
		await until('the menu to have the command', async () => {
			await row.click({ button: 'right', timeout: 5_000 });
			const isThere = await item.waitFor({ timeout: 2_000 }).then(
				() => true,
				() => false,
			);
			if (!isThere) await workbench.press('Escape');
			return isThere;
		});
		await item.click();
		await workbench.untilTitled('Segment Folder: samples');
		await workbench.pick('All Levels');
		expect(await said(/segmented/)).toMatch(/^1 of 1 images were segmented, \d+ masks added\.$/);
		const { annotations } = await vscode().readJson<Coco>(sidecar(inside));
		expect(annotations.length).toBeGreaterThan(0);
		expect(await vscode().readText(sidecar(image))).toBeUndefined();
		await vscode().screenshot('segment folder');
	});

	it('are segmented once, and what cannot be read is said', async () => {
		const before = await vscode().readText(sidecar(inside));
		await writeFile(vscode().path('broken.png'), 'no image');
		await segmentAll();
		expect(await said(/segmented/)).toMatch(
			/^1 of 3 images were segmented, \d+ masks added\. 1 had been segmented before\. broken\.png: /,
		);
		expect(await vscode().readText(sidecar(inside))).toBe(before);
		const { annotations } = await vscode().readJson<Coco>(sidecar(image));
		expect(annotations.map(({ area }) => area)).toEqual(
			(JSON.parse(before!) as Coco).annotations.map(({ area }) => area),
		);
	});

	it('are segmented in the editor where they are open, so that it can be undone', async () => {
		const { workbench } = vscode();
		const open = 'open.jpg';
		await copyFile(vscode().path(image), vscode().path(open));
		await (await vscode().openInStrata(open)).untilReady();
		await segmentAll();
		expect(await said(/segmented/)).toMatch(/^1 of 4 images were segmented, \d+ masks added\. 2 had been/);
		await workbench.untilDirty(true);
		expect(await vscode().readText(sidecar(open))).toBeUndefined();
		await workbench.runCommand('Undo');
		await workbench.untilDirty(false);
	});
});
