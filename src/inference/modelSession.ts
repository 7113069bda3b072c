import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Candidate } from '../shared/candidate';
import type { EncodeResult, StartParams, StartResult } from '../shared/protocol/inferenceProtocol';
import { type ColourMap, colourMapOf } from './description/colourMap';
import { levelsOf } from './everything/decodedMasks';
import { FeatureCache } from './features/featureCache';
import type { RgbImage } from './image/bmp';
import { readPixels } from './image/imageInput';
import type { OpenedImage, OpenedImages } from './image/openedImages';
import type { FirstMaskRequest } from './ladder/ladderRequest';
import { type LevelStrategy, levelStrategy } from './ladder/levelStrategy';
import { ListNamer } from './listNamer';
import { type LoadedModel, loadModel } from './model/loadedModel';
import type { Features, Model } from './model/model';
import { ObjectFinder } from './objectFinder';
import { PartNamer } from './partNamer';
import { IdleRelease } from './scheduling/idleRelease';
import { SharedWork } from './scheduling/sharedWork';

type Log = (level: 'info' | 'warn' | 'error', text: string) => void;

/** Pixels: enough for the colour of small parts. */
const colourMapSide = 128;

interface Encoded {
	readonly features: Features;
	readonly from: EncodeResult['from'];
}

/** A loaded model with the features of the images that it has seen, until another model is chosen. */
export class ModelSession {
	private readonly encoding = new SharedWork<Encoded>();
	private readonly colours = new LRUCache<string, ColourMap>({ max: 8 });
	/** What `prepare` has decoded, until the encoder takes it. */
	private readonly prepared = new LRUCache<string, Promise<RgbImage>>({ max: 2 });

	private constructor(
		private readonly loaded: LoadedModel,
		private readonly cache: FeatureCache,
		private readonly idle: IdleRelease,
		private readonly images: OpenedImages,
		readonly objects: ObjectFinder,
		readonly listed: ListNamer,
		readonly parts: PartNamer,
	) {}

	/**
	 * Finds and verifies the pack, chooses the device and loads the decoder.
	 *
	 * @throws InferenceError `pack` or `runtime`
	 */
	static async start(params: StartParams, images: OpenedImages, log: Log): Promise<ModelSession> {
		const { cacheFolder, cacheBytes, memoryBytes, releaseAfterMs = 0 } = params;
		const loaded = await loadModel(params);
		const cache = new FeatureCache({
			...(cacheFolder === undefined ? {} : { folder: cacheFolder }),
			diskBytes: cacheBytes,
			memoryBytes,
			onProblem: (sentence) => log('warn', sentence),
		});
		const objects = new ObjectFinder(params.packFolders, images);
		const listed = new ListNamer(params, images, (sentence) => log('warn', sentence));
		const parts = new PartNamer(params.packFolders);
		const idle = new IdleRelease(releaseAfterMs, async () => {
			await loaded.model.release();
			await objects.release();
			await listed.release();
			await parts.release();
			await cache.evictPersisted();
			log('info', `${loaded.pack.manifest.name} has not been used for a while; its memory was freed.`);
		});
		return new ModelSession(loaded, cache, idle, images, objects, listed, parts);
	}

	get model(): Model {
		return this.loaded.model;
	}

	get manifest(): LoadedModel['pack']['manifest'] {
		return this.loaded.pack.manifest;
	}

	get strategy(): LevelStrategy {
		return levelStrategy(this.manifest.levels, this.model);
	}

	/** The same for packs with the same encoder: it sees the same in an image, whatever decodes it. */
	get encoderHash(): string {
		const { encoder, family } = this.manifest;
		return createHash('sha256').update(`${family} ${encoder!.sha256}`).digest('hex');
	}

	/** The image's colours, small. */
	async coloursOf(image: OpenedImage): Promise<ColourMap> {
		const known = this.colours.get(image.hash);
		if (known) return known;
		const scale = Math.min(1, colourMapSide / Math.max(image.width, image.height));
		const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
		const size = { width: side(image.width), height: side(image.height) };
		const colours = colourMapOf(await readPixels(await this.images.bytesOf(image), image.name, image, size));
		this.colours.set(image.hash, colours);
		return colours;
	}

	get description(): StartResult {
		const { pack, device, deviceReason, model } = this.loaded;
		const { id, name, levels } = pack.manifest;
		const { masksPerPrompt } = model;
		return {
			pack: id,
			packName: name,
			device,
			...(deviceReason === undefined ? {} : { deviceReason }),
			...(masksPerPrompt === undefined ? {} : { levels: levelsOf(masksPerPrompt, levels) }),
		};
	}

	/** Keeps the model's memory while `work` runs. */
	during<T>(work: () => Promise<T>): Promise<T> {
		return this.idle.during(work);
	}

	/** From memory, from disk, or from the encoder; concurrent calls for one image share the work. */
	featuresOf(image: OpenedImage, signal: AbortSignal): Promise<Encoded> {
		const { cache, model } = this;
		const key = this.cacheKey(image);
		const features = cache.inMemory(key);
		if (features) return Promise.resolve({ features, from: 'memory' });
		return this.encoding.join(key, signal, async (shared) => {
			const stored = await cache.fromDisk(key);
			if (stored) return { features: stored, from: 'disk' };
			const prepared = this.prepared.get(key);
			this.prepared.delete(key);
			const pixels = await (prepared ?? this.pixelsOf(image, shared));
			shared.throwIfAborted();
			const encoded = await model.encode(pixels, shared);
			cache.add(key, encoded);
			return { features: encoded, from: 'encoder' };
		});
	}

	/** Has the image's pixels, or its features from the disk, in memory before `featuresOf` is called. */
	async prepare(image: OpenedImage): Promise<void> {
		const key = this.cacheKey(image);
		if (this.cache.inMemory(key) || (await this.cache.fromDisk(key))) return;
		const pixels = this.prepared.get(key) ?? this.pixelsOf(image);
		this.prepared.set(key, pixels);
		await pixels.catch((error: unknown) => {
			this.prepared.delete(key);
			throw error;
		});
	}

	/** The candidate that a click would show first; undefined where the image's features are not in memory. */
	async preview(image: OpenedImage, prompts: FirstMaskRequest['prompts']): Promise<Candidate | undefined> {
		const { model } = this;
		const features = this.cache.inMemory(this.cacheKey(image));
		if (!features) return undefined;
		return this.during(() =>
			this.strategy.first({
				prompts,
				space: model.spaceOf(image),
				decode: (batch) => model.decode(features, batch),
			}),
		);
	}

	/** Resolves when the features that are kept on disk are written. */
	written(): Promise<void> {
		return this.cache.written();
	}

	async close(): Promise<void> {
		this.idle.stop();
		await this.model.release();
		await this.objects.release();
		await this.listed.release();
		await this.parts.release();
	}

	private async pixelsOf(image: OpenedImage, signal?: AbortSignal): Promise<RgbImage> {
		const { model } = this;
		const bytes = await this.images.bytesOf(image);
		signal?.throwIfAborted();
		return readPixels(bytes, image.name, image, model.inputSizeOf(image), model.resizeFilter);
	}

	private cacheKey(image: OpenedImage): string {
		return `${image.hash}-${this.loaded.pack.hash.slice(0, 16)}`;
	}
}
