import { InferenceService } from '../../src/inference/service';
import { bundledPack } from '../../src/shared/bundledPack';
import { timed } from './timed';

export interface Point {
	readonly x: number;
	readonly y: number;
}

const never = new AbortController().signal;

/** The product without the editor: images and clicks, with what they took in milliseconds. Nothing is cached on disk. */
export async function startStrata(models: string) {
	let firstAt = 0;
	const service = new InferenceService({
		onFirstCandidate: () => {
			firstAt = performance.now();
		},
		onLog: () => undefined,
	});
	await service.start({
		packFolders: [models],
		pack: bundledPack,
		device: 'cpu',
		cacheBytes: 0,
		memoryBytes: 2 ** 28,
	});
	return {
		/** Until the image can be clicked; gives its name for `click`. */
		async open(source: string): Promise<string> {
			const { image } = await service.openImage(source);
			await service.encode(image, never);
			return image;
		},
		/** `first`: until the first mask was told; `ladder`: until all of them were there. */
		async click(image: string, { x, y }: Point) {
			const from = performance.now();
			const prompts = [{ type: 'point', x, y, positive: true } as const];
			const { ms, value } = await timed(() => service.segment({ image, prompts, asker: 'bench' }, never));
			return { first: firstAt - from, ladder: ms, result: value };
		},
	};
}
