import path from 'node:path';
import { InferenceService } from '../../src/inference/service';
import { bundledPack } from '../../src/shared/bundledPack';

/** What it took, in a process of its own, until an image could be clicked. Milliseconds and mebibytes. */
export interface OpenCase {
	readonly start: number;
	readonly open: number;
	readonly features: number;
	readonly from: string;
	readonly peakMemory: number;
}

const never = new AbortController().signal;

/** @param twice asks for the features before the clock starts, as the editor does for an image's neighbours */
export async function openCase(source: string, cacheFolder: string, twice: boolean): Promise<OpenCase> {
	const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
	const begun = performance.now();
	await service.start({
		packFolders: [path.join(__dirname, '..', 'models')],
		pack: bundledPack,
		device: 'cpu',
		cacheFolder,
		cacheBytes: 2 ** 30,
		memoryBytes: 2 ** 28,
	});
	const started = performance.now();
	if (twice) await service.encode((await service.openImage(source)).image, never);
	const from = performance.now();
	const { image } = await service.openImage(source);
	const opened = performance.now();
	const encoded = await service.encode(image, never);
	const ready = performance.now();
	await service.flush();
	return {
		start: started - begun,
		open: opened - from,
		features: ready - opened,
		from: encoded.from,
		peakMemory: process.resourceUsage().maxRSS / 1024,
	};
}
