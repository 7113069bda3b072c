import { chromium } from 'playwright-core';
import { serveFiles } from './fileServer';
import type { Frames } from './framesPage';

/** Draws, pans and zooms our own canvas in a browser without a window, with no masks and with each number of them. */
export async function measureFrames(
	executablePath: string,
	counts: readonly number[],
): Promise<{ readonly alone: Frames; readonly frames: readonly Frames[] }> {
	const server = await serveFiles(
		{ page: __dirname },
		'<!doctype html><body><script type="module" src="page/framesPage.js"></script>',
	);
	const browser = await chromium.launch({
		executablePath,
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
	});
	try {
		const page = await browser.newPage({ viewport: { width: 1300, height: 820 } });
		await page.goto(server.url, { waitUntil: 'load' });
		const measure = (count: number) => page.evaluate((masks) => framesPage.measure(masks), count);
		const alone = await measure(0);
		const frames: Frames[] = [];
		for (const count of counts) frames.push(await measure(count));
		return { alone, frames };
	} finally {
		await browser.close();
		server.close();
	}
}
