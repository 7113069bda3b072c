import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seriousFindings } from './harness/accessibility';
import { takeTool } from './harness/tools';
import { until } from './harness/until';
import { untilEmpty, untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** As VS Code's list of themes calls them, with the class that its page gets. */
const themes = [
	{ theme: 'Dark Modern', className: 'vscode-dark' },
	{ theme: 'Light Modern', className: 'vscode-light' },
	{ theme: 'Dark High Contrast', className: 'vscode-high-contrast' },
	{ theme: 'Light High Contrast', className: 'vscode-high-contrast-light' },
];

/** VS Code sends a theme's colours one after another: waits until what is asked for has stayed as it is. */
async function untilSteady(what: string, ask: () => Promise<string>): Promise<void> {
	let last = '';
	await until(`${what} to stay as they are`, async () => {
		const before = last;
		last = await ask();
		await delay(500);
		return before === last && last === (await ask());
	});
}

// One user's hour: each test goes on where the last one stopped.
describe('the editor, for everybody', { sequential: true }, () => {
	it('shows its keys on “?”, in words, and by name in the palette', async () => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await until('the sheet of keys', async () => {
			await editor.press('Shift+Slash');
			return until('it', () => workbench.quickInput.isVisible(), 3_000).catch(() => undefined);
		});
		await workbench.untilTitled('Keys of Strata');
		const rows = await workbench.quickPick();
		expect(rows).toContainEqual(expect.objectContaining({ label: 'Keep Shown Level', description: 'Enter' }));
		await vscode().screenshot('keys');
		await workbench.dismiss();
	});

	it('runs what is chosen in the sheet of keys', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const before = Number((await editor.state()).scale);
		await workbench.runCommand('Strata: Show Keys');
		await workbench.untilTitled('Keys of Strata');
		await workbench.type('Zoom In');
		await until('the image to be larger', async () => Number((await editor.state()).scale) > before);
		await editor.press('Control+0');
	});

	it.each(themes)('has no serious finding of axe in $theme', async ({ theme, className }) => {
		const { workbench, page } = vscode();
		await workbench.runCommand('Preferences: Color Theme');
		await page.keyboard.type(theme);
		await workbench.pick(theme);
		const editor = await vscode().activeEditor();
		await until('the page to have the colours', () =>
			editor.frame.evaluate((name) => document.body.classList.contains(name), className),
		);
		await untilEmpty(editor);
		await untilSteady('the colours', () =>
			editor.frame.evaluate(() => {
				const { color } = getComputedStyle(document.querySelector('.hint')!);
				return `${color} on ${getComputedStyle(document.body).backgroundColor}`;
			}),
		);
		await vscode().screenshot(`theme ${theme} empty`);
		expect(await seriousFindings(editor)).toEqual([]);

		await editor.dragImage({ x: 797, y: 372 }, { x: 1169, y: 715 });
		await untilLadder(editor);
		await page.mouse.move(5, 5);
		await vscode().screenshot(`theme ${theme} levels`);
		expect(await seriousFindings(editor)).toEqual([]);

		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('mug');
		await untilSelected(editor, 'mug');
		await vscode().screenshot(`theme ${theme} selected`);
		expect(await seriousFindings(editor)).toEqual([]);

		for (const [key, panel, close] of [
			// That panel has the focus when it opens, and gives it back.
			['Shift+V', 'display', 'Escape'],
			['Shift+E', 'edits', 'Shift+E'],
		] as const) {
			await editor.press(key);
			await editor.frame.locator(`#${panel}`).waitFor();
			await vscode().screenshot(`theme ${theme} ${panel}`);
			expect(await seriousFindings(editor)).toEqual([]);
			await page.keyboard.press(close);
			await editor.frame.locator(`#${panel}`).waitFor({ state: 'detached' });
		}
		await takeTool(editor, 'b', 'brush');
		await editor.hoverImage({ x: 300, y: 300 });
		await vscode().screenshot(`theme ${theme} brush`);
		expect(await seriousFindings(editor)).toEqual([]);
		await takeTool(editor, 'v', 'click');
		await editor.press('Delete');
		await untilEmpty(editor);
	});

	it('moves nothing by itself where the user wants no motion', async () => {
		const { page } = vscode();
		await page.emulateMedia({ reducedMotion: 'reduce' });
		const editor = await vscode().activeEditor();
		// In every frame, since an answer can come within a few: how many things move while the model is being asked.
		await editor.frame.evaluate(() => {
			const seen = { busy: 0, moving: 0 };
			Object.assign(globalThis, { seen });
			const look = () => {
				if (document.querySelector('vscode-progress-bar')) seen.busy++;
				const moving = document.getAnimations().filter(({ playState, effect }) => {
					const { iterations = 1, duration = 0 } = effect?.getTiming() ?? {};
					return playState === 'running' && (iterations === Infinity || Number(duration) > 1);
				});
				seen.moving = Math.max(seen.moving, moving.length);
				requestAnimationFrame(look);
			};
			look();
		});
		await editor.dragImage({ x: 797, y: 372 }, { x: 1169, y: 715 });
		await untilLadder(editor);
		const { busy, moving } = await editor.frame.evaluate(
			() => (globalThis as unknown as { seen: { busy: number; moving: number } }).seen,
		);
		expect(busy).toBeGreaterThan(0);
		expect(moving).toBe(0);
		await page.emulateMedia({ reducedMotion: null });
	});
});
