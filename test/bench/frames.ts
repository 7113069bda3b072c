import type { Frames } from './framesPage';
import { measurePage } from './measurePage';

/** Draws, pans and zooms our own canvas in a browser without a window, with no masks and with each number of them. */
export function measureFrames(
	executablePath: string,
	counts: readonly number[],
): Promise<{ readonly alone: Frames; readonly frames: readonly Frames[] }> {
	return measurePage(executablePath, 'framesPage.js', async (page) => {
		const measure = (count: number) => page.evaluate((masks) => framesPage.measure(masks), count);
		const alone = await measure(0);
		const frames: Frames[] = [];
		for (const count of counts) frames.push(await measure(count));
		return { alone, frames };
	});
}
