import { watchedClient } from '../client';
import { usageOf } from '../memory';
import { writePictures } from '../pictures';
import { countMemory, countTry, type Row } from '../row';

/** What is remembered of images is full by then. */
const settled = 50;
/** MiB that both processes may grow by in all the images after that. */
const mostGrowth = { model: 150, host: 60 };

/** Many images, one after another, in one session. */
export const images: Row = {
	name: 'images',
	promise: 'Hundreds of images can be opened and clicked in one session without its memory growing',
	limit: 5,
	memoryLimit: 1536,
	async run(result, { root, folder, length }) {
		const pictures = await writePictures(root, folder, length === 'full' ? 500 : 150);
		// Less room for features than usual, so that it is full soon.
		const { client, crashes, peakMemory, dispose } = watchedClient({
			root,
			cacheFolder: `${folder}/features`,
			memoryBytes: 2 ** 26,
		});
		const measure = () => {
			globalThis.gc?.();
			return { model: usageOf(client.pid!)?.now, host: process.memoryUsage().rss / 2 ** 20 };
		};
		try {
			await client.start();
			let before = measure();
			result.notes.push(memoryNote('the model loaded', before));
			for (const [i, picture] of pictures.entries()) {
				const from = performance.now();
				const { image } = await client.openImage(picture);
				await client.segment({ image, prompts: [{ type: 'point', x: 320, y: 240, positive: true }] });
				countTry(result, images, picture, performance.now() - from);
				if (i + 1 === settled) {
					before = measure();
					result.notes.push(memoryNote(`${settled} images`, before));
				}
			}
			const after = measure();
			result.notes.push(memoryNote(`${pictures.length} images`, after));
			result.crashed += crashes();
			if (crashes() > 0) result.broken.push(`the process ended ${crashes()} times`);
			if (before.model === undefined || after.model === undefined) {
				result.notRun.push('this system does not say how much memory another process has');
			} else if (after.model - before.model > mostGrowth.model) {
				result.broken.push(`the inference process grew by ${Math.round(after.model - before.model)} MB`);
			}
			if (after.host - before.host > mostGrowth.host) {
				result.broken.push(`the host grew by ${Math.round(after.host - before.host)} MB`);
			}
		} finally {
			countMemory(result, peakMemory());
			dispose();
		}
	},
};

function memoryNote(
	when: string,
	{ model, host }: { readonly model: number | undefined; readonly host: number },
) {
	const mebibytes = (value: number | undefined) => (value === undefined ? '–' : `${Math.round(value)} MB`);
	return `${when}: inference process ${mebibytes(model)}, host ${mebibytes(host)}`;
}
