import { LRUCache } from 'lru-cache';
import { findPack } from '../packs/manifest/packManifest';
import { readPixels } from './image/imageInput';
import type { OpenedImage, OpenedImages } from './image/openedImages';
import { Detector } from './model/detector/detector';
import type { Detections } from './model/detector/namesOfBox';
import { onnxRuntime } from './runtime/onnxRuntime';
import { SharedWork } from './scheduling/sharedWork';

const detectorPack = 'ssdlite-coco';
/** Of so many images, 0.6 MB each, is kept what was found in them. */
const maxImages = 8;

/** Looks for objects in images, once in each. Its model is loaded when it is first asked. */
export class ObjectFinder {
	private readonly found = new LRUCache<string, Detections>({ max: maxImages });
	private readonly finding = new SharedWork<Detections>();
	private detector: Promise<Detector> | undefined;

	constructor(
		private readonly packFolders: readonly string[],
		private readonly images: OpenedImages,
	) {}

	/** @throws InferenceError, or the signal's reason when it is aborted */
	async find(image: OpenedImage, signal: AbortSignal): Promise<Detections> {
		const known = this.found.get(image.hash);
		if (known) return known;
		return this.finding.join(image.hash, signal, async (shared) => {
			const detector = await this.opened();
			const bytes = await this.images.bytesOf(image);
			shared.throwIfAborted();
			const pixels = await readPixels(bytes, image.name, image, detector.inputSize);
			const detections = await detector.detect(pixels, shared);
			this.found.set(image.hash, detections);
			return detections;
		});
	}

	/** The names that it knows. */
	async classes(): Promise<readonly string[]> {
		return (await this.opened()).classes;
	}

	/** Frees the model's memory; it is loaded again when it is needed. */
	async release(): Promise<void> {
		await (await this.detector?.catch(() => undefined))?.release();
	}

	/** One that could not be opened is tried again by the next call. */
	private opened(): Promise<Detector> {
		// It takes 25 ms, once in each image: the CPU's graph does for all devices.
		this.detector ??= findPack(this.packFolders, detectorPack)
			.then((pack) => new Detector(pack, onnxRuntime('cpu')))
			.catch((error: unknown) => {
				this.detector = undefined;
				throw error;
			});
		return this.detector;
	}
}
