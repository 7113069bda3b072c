import { chromium } from 'playwright-core';
import { serveFiles } from './fileServer';
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
export async function strokeTimes(executablePath: string): Promise<StrokeCase[]> {
	const server = await serveFiles(
		{ page: __dirname },
		'<!doctype html><body><script type="module" src="page/strokePage.js"></script>',
	);
	const browser = await chromium.launch({
		executablePath,
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
	});
	try {
		const page = await browser.newPage({ viewport: { width: 1300, height: 820 } });
		await page.goto(server.url, { waitUntil: 'load' });
		const measured: StrokeCase[] = [];
		for (const { masks, radius } of cases) {
			const times = await page.evaluate(
				([count, size]) => strokePage.measure(count!, size!),
				[masks, radius],
			);
			measured.push({ masks, radius, ...times });
		}
		return measured;
	} finally {
		await browser.close();
		server.close();
	}
}
