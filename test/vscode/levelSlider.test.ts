import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { median } from '../bench/statistics';
import type { StrataEditor } from './harness/editor';
import { type Coco, maskArea, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { clear, shown, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const large = 'large.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** What the slider says to those who do not see it. */
interface Slider {
	readonly place: number;
	readonly last: number;
	readonly words: string;
	/** Pixels of the mask that is shown. */
	readonly area: number;
	/** Places of the levels, as parts of the slider. */
	readonly levels: readonly number[];
}

const slider = ({ frame }: StrataEditor): Promise<Slider | undefined> =>
	frame.evaluate(() => {
		const input = document.querySelector<HTMLInputElement>('strata-level-slider input');
		const words = input?.getAttribute('aria-valuetext') ?? '';
		return input
			? {
					// Its value is there before what it asks for is shown.
					place: Number(/^Mask (\d+)/.exec(words)?.[1]) - 1,
					last: Number(input.max),
					words,
					area: Number(/, ([\d,]+) px/.exec(words)?.[1]?.replaceAll(',', '')),
					levels: [...document.querySelectorAll<HTMLElement>('.places i')].map(
						({ style }) => Number.parseFloat(style.left) / 100,
					),
				}
			: undefined;
	});

/** Waits until more than the levels is there to be gone through. */
const untilPool = (editor: StrataEditor): Promise<Slider> =>
	until('masks between the levels', async () => {
		const [now, { levels }] = [await slider(editor), await shown(editor)];
		return now && now.last > levels.length - 1 && now;
	});

const untilPlace = (editor: StrataEditor, place: number): Promise<Slider> =>
	until(`mask ${place} to be shown`, async () => {
		const now = await slider(editor);
		return now?.place === place && now;
	});

describe('all masks that a click found', { sequential: true }, () => {
	it('are gone through with the slider, from the finest to the coarsest', async () => {
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await editor.clickImage((await truthOf('hub')).click);
		await untilLadder(editor);
		const { last, levels } = await untilPool(editor);
		expect(levels[0]).toBeGreaterThanOrEqual(0);
		await editor.frame.evaluate(() =>
			document.querySelector<HTMLInputElement>('strata-level-slider input')!.focus(),
		);
		await vscode().page.keyboard.press('Home');
		const areas = [(await untilPlace(editor, 0)).area];
		for (let place = 1; place <= last; place++) {
			await vscode().page.keyboard.press('ArrowRight');
			areas.push((await untilPlace(editor, place)).area);
		}
		expect(areas).toEqual(areas.toSorted((a, b) => a - b));
		expect(new Set(areas).size).toBe(areas.length);
		console.log(`${last + 1} masks, ${levels.length} of them levels: ${areas.join(', ')} px`);
		expect((await shown(editor)).busy).toBe(false);
		await vscode().page.keyboard.press('Escape');
		await until('the stage to have the focus', () =>
			editor.frame.evaluate(() => document.activeElement?.id === 'stage'),
		);
	});

	it('are gone through with Alt+[ and Alt+], and [ and ] go to the levels', async () => {
		const editor = await vscode().activeEditor();
		const { last, levels } = (await slider(editor))!;
		await editor.press('Alt+BracketLeft');
		await untilPlace(editor, last - 1);
		await editor.press('Alt+BracketRight');
		await untilPlace(editor, last);
		await editor.press('1');
		const first = await untilShown(editor, 'the finest level', ({ level }) => level === 1);
		expect(first.levels).toHaveLength(levels.length);
		const places = levels.map((part) => Math.round(part * last));
		await untilPlace(editor, places[0]!);
		await editor.press('BracketRight');
		await untilPlace(editor, places[1]!);
	});

	it('are dragged through with Alt; one between levels is kept, named and saved like a level', async () => {
		const { workbench, page } = vscode();
		const editor = await vscode().activeEditor();
		const { place, last, levels } = (await slider(editor))!;
		const places = levels.map((part) => Math.round(part * last));
		const between = Array.from({ length: last + 1 }, (_, at) => at).find(
			(at) => at > place && !places.includes(at),
		)!;
		const start = await editor.windowPoint({ x: 300, y: 200 });
		await page.keyboard.down('Alt');
		await page.mouse.move(start.x, start.y);
		await page.mouse.down();
		await page.mouse.move(start.x + 10 * (between - place), start.y, { steps: 6 });
		await page.mouse.up();
		await page.keyboard.up('Alt');
		const { area, words } = await untilPlace(editor, between);
		expect(words).toContain('in the place of level');
		await page.waitForTimeout(300);
		await vscode().screenshot('a mask between levels');
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('between');
		await untilSelected(editor, 'between');
		await workbench.save();
		const [saved] = (await vscode().readJson<Coco>(`${image}.strata.json`)).annotations;
		expect([saved!.area, maskArea(saved!)]).toEqual([area, area]);
		expect(saved!.strata!.ladder).toHaveLength(levels.length);
		await clear(editor);
	});

	it('take a frame each on an image of 12 megapixels', async () => {
		await sharp(await readFile(vscode().path(image)))
			.resize(4000, 3000)
			.jpeg()
			.toFile(vscode().path(large));
		const editor = await (await vscode().openInStrata(large)).untilReady();
		const { click } = await truthOf('hub');
		const by = 4000 / 1200;
		await editor.clickImage({ x: click.x * by, y: click.y * by });
		await untilLadder(editor);
		const { last } = await untilPool(editor);
		// Until all outlines are worked out.
		await vscode().page.waitForTimeout(4000);
		const steps = await editor.frame.evaluate(async (count) => {
			const input = document.querySelector<HTMLInputElement>('strata-level-slider input')!;
			const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
			const times: number[] = [];
			for (let step = 0; step < 60; step++) {
				await frame();
				const from = performance.now();
				const at = step % (2 * count);
				input.value = String(at <= count ? at : 2 * count - at);
				input.dispatchEvent(new Event('input'));
				const handled = performance.now() - from;
				// Comes after the page’s own work for this frame, which was asked for before.
				const began = await frame();
				times.push(handled + performance.now() - began);
			}
			return times;
		}, last);
		expect((await slider(editor))!.place).toBeLessThanOrEqual(last);
		const slowest = steps.toSorted((a, b) => a - b)[56]!;
		console.log(
			`12 megapixels, ${last + 1} masks: a step takes ${median(steps).toFixed(1)} ms (slowest in twenty ${slowest.toFixed(1)} ms)`,
		);
		await vscode().screenshot('masks of a large image');
	});
});
