import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { until } from './harness/until';
import { untilLadder } from './harness/view';
import { useVSCode } from './harness/vscode';

const root = path.resolve(import.meta.dirname, '../..');
const vscode = useVSCode();

const step = (title: string) =>
	vscode().page.locator('.gettingStartedContainer .getting-started-step', { hasText: title });

async function openWalkthrough(): Promise<void> {
	const { workbench, page } = vscode();
	await workbench.runCommand('Welcome: Open Walkthrough...');
	await workbench.pick('Get Started with Strata');
	await page.locator('.gettingStartedContainer .step-title').first().waitFor();
}

/** Opens a step and clicks a button in its text. */
async function clickButton(title: string, button: string): Promise<void> {
	await until(`the button ${button}`, async () => {
		if ((await step(title).locator('.step-description-container').isVisible()) === false) {
			await step(title).click();
		}
		await step(title).getByRole('button', { name: button, exact: true }).click({ timeout: 2_000 });
		return true;
	});
}

// What somebody meets who has just installed the extension, in an empty folder.
describe('the walkthrough', { sequential: true }, () => {
	it('shows a picture of the real editor beside its first step', async () => {
		await openWalkthrough();
		const picture = vscode().page.locator('.getting-started-media img:visible');
		const width = await until('the picture', () =>
			picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth),
		);
		const { width: pixels } = await sharp(path.join(root, 'media/walkthrough/open-light.png')).metadata();
		// VS Code draws a walkthrough's pictures at one and a half pixels to the CSS pixel.
		expect(width).toBe(Math.floor(pixels / 1.5));
		await vscode().screenshot('walkthrough');
	});

	it('asks for an image where there is none, and does not count the step as done', async () => {
		const { workbench } = vscode();
		await clickButton('Open an image', 'Open My Image');
		await workbench.untilTitled('Segment Image');
		await workbench.dismiss();
		expect(await step('Open an image').locator('.complete').count()).toBe(0);
	});

	it('says what is missing where everything is to be segmented of nothing', async () => {
		const { workbench } = vscode();
		await clickButton('Segment everything', 'Segment Everything…');
		expect(await workbench.notification(/No image is open/)).toContain('Open one and try again.');
		await workbench.runCommand('Notifications: Clear All Notifications');
		await openWalkthrough();
	});

	it('opens the sample image, which takes clicks; then the step is done', async () => {
		await clickButton('Open an image', 'Open Sample Image');
		const editor = await (await vscode().activeEditor()).untilReady();
		await editor.clickImage({ x: 980, y: 560 });
		await untilLadder(editor);
		await vscode().screenshot('walkthrough sample');
		await openWalkthrough();
		await until(
			'two steps to be done',
			async () => (await vscode().page.locator('.gettingStartedContainer .complete').count()) >= 2,
		);
	});

	it('keeps what was saved beside the sample image when it is opened again', async () => {
		const { workbench } = vscode();
		await workbench.runCommand('Strata: Open Sample Image');
		const editor = await (await vscode().activeEditor()).untilReady();
		await editor.dragImage({ x: 797, y: 372 }, { x: 1169, y: 715 });
		await untilLadder(editor);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('mug');
		await workbench.untilDirty(true);
		await workbench.save();
		await workbench.runCommand('View: Close Editor');
		await workbench.runCommand('Strata: Open Sample Image');
		await (await vscode().activeEditor()).untilReady();
		// The view has opened by itself with the first mask that was kept.
		await until('the mug in the tree', async () =>
			(await workbench.treeRows('Annotations')).some(({ label }) => label === 'mug'),
		);
	});
});
