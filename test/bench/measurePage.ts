import { chromium, type Page } from 'playwright-core';
import { serveFiles } from './fileServer';
import { PeakMemory } from './peakMemory';

/**
 * Has a browser without a window load a page of ours and measures in it.
 * @param script of `dist-dev`, which puts what measures on `globalThis`
 * @param folders that the page may load files from, under `/<name>/`
 */
export async function measurePage<T>(
	executablePath: string,
	script: string,
	measure: (page: Page, peak: PeakMemory) => Promise<T>,
	folders: Readonly<Record<string, string>> = {},
): Promise<T> {
	const server = await serveFiles(
		{ ...folders, page: __dirname },
		`<!doctype html><body><script type="module" src="page/${script}"></script>`,
	);
	const browser = await chromium.launch({
		executablePath,
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
	});
	const peak = new PeakMemory(await browser.newBrowserCDPSession());
	try {
		const page = await browser.newPage({ viewport: { width: 1300, height: 820 } });
		await page.goto(server.url, { waitUntil: 'load' });
		return await measure(page, peak);
	} finally {
		peak.stop();
		await browser.close();
		server.close();
	}
}
