import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { withScratchFolder } from '../../node/scratchFolder';
import { messageOf } from '../../shared/messageOf';
import type { HolePicture } from '../inpaint/hole';
import type { RenderedImage } from '../renderImage';
import type { FillAnswer, RenderJob, RenderReport } from './renderJob';

/** What the build makes of main.ts, beside whatever starts it. */
const script = 'imaging.cjs';

/**
 * Renders on a thread of its own, which an aborted signal ends at once.
 *
 * @param onProgress called with 0 to 1
 * @param inpaint fills holes, in place; without it, they are filled in the built-in way
 * @throws Error with what the decoder or an edit says; the signal's reason when it is aborted
 */
export function renderInWorker(
	job: Omit<RenderJob, 'folder' | 'asksToFill'>,
	signal: AbortSignal,
	onProgress: (fraction: number) => void,
	inpaint?: (picture: HolePicture, signal: AbortSignal) => Promise<void>,
): Promise<RenderedImage> {
	// The thread cannot clean up where it is ended.
	return withScratchFolder((folder) =>
		runWorker({ ...job, folder, asksToFill: inpaint !== undefined }, signal, onProgress, inpaint),
	);
}

function runWorker(
	job: RenderJob,
	signal: AbortSignal,
	onProgress: (fraction: number) => void,
	inpaint: Parameters<typeof renderInWorker>[3],
): Promise<RenderedImage> {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const worker = new Worker(join(__dirname, script), { workerData: job });
		const answerFill = async (picture: HolePicture) => {
			try {
				await inpaint!(picture, signal);
				const colours = new Float32Array(picture.colours);
				worker.postMessage({ colours } satisfies FillAnswer, [colours.buffer]);
			} catch (error) {
				worker.postMessage({ problem: messageOf(error) } satisfies FillAnswer);
			}
		};
		const stop = () => void worker.terminate();
		signal.addEventListener('abort', stop, { once: true });
		worker.on('message', (report: RenderReport) => {
			if (report.type === 'fill') void answerFill(report.picture);
			else if (report.type === 'progress') onProgress(report.fraction);
			else if (report.type === 'done') resolve(report.image);
			else reject(new Error(report.message));
		});
		worker.on('error', reject);
		worker.on('exit', () => {
			signal.removeEventListener('abort', stop);
			reject(signal.aborted ? signal.reason : new Error('The thread that edits images has ended.'));
		});
	});
}
