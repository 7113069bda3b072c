import { measurePage } from './measurePage';
import type { StrokeTimes } from './strokePage';

const cases = [
	{ masks: 1, radius: 20 },
	{ masks: 1, radius: 200 },
	{ masks: 1000, radius: 20 },
] as const;

export interface StrokeCase extends StrokeTimes {
	readonly masks: number;
	/** Of the brush, in image pixels. */
	readonly radius: number;
}

/** Draws strokes with our own brush in a browser without a window, on a picture of 12 megapixels. */
export function strokeTimes(executablePath: string): Promise<StrokeCase[]> {
	return measurePage(executablePath, 'strokePage.js', async (page) => {
		const measured: StrokeCase[] = [];
		for (const { masks, radius } of cases) {
			const times = await page.evaluate(
				([count, size]) => strokePage.measure(count!, size!),
				[masks, radius],
			);
			measured.push({ masks, radius, ...times });
		}
		return measured;
	});
}
