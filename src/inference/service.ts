import type { Candidate } from '../shared/candidate';
import { usual } from '../shared/everything';
import { InferenceError } from '../shared/inferenceError';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import type { RunLengths } from '../shared/mask/runLengths';
import type { ImagePoint } from '../shared/prompt';
import type {
	DisplayImageResult,
	EncodeResult,
	EverythingParams,
	EverythingProgress,
	EverythingResult,
	FirstCandidate,
	OpenImageParams,
	OpenImageResult,
	PreviewParams,
	SegmentParams,
	SegmentResult,
	StartParams,
	StartResult,
} from '../shared/protocol/inferenceProtocol';
import { decodedMasks, levelsOf } from './everything/decodedMasks';
import { embeddedMasks } from './everything/embeddedMasks';
import { pointGrid } from './everything/pointGrid';
import { type Everything, segmentEverything } from './everything/segmentEverything';
import { FeatureCache } from './features/featureCache';
import { displayImage, readPixels } from './image/imageInput';
import { type OpenedImage, OpenedImages } from './image/openedImages';
import { levelStrategy } from './ladder/levelStrategy';
import type { Decode } from './mask/decoderPrompt';
import { logitsFromMask } from './mask/logitsFromMask';
import { type LoadedModel, loadModel } from './model/loadedModel';
import type { Features } from './model/model';
import { IdleRelease } from './scheduling/idleRelease';
import { LatestWins } from './scheduling/latestWins';
import { SharedWork } from './scheduling/sharedWork';
import { letMessagesIn } from './scheduling/yieldToMessages';

export interface InferenceEvents {
	onFirstCandidate(first: FirstCandidate): void;
	onLog(level: 'info' | 'warn' | 'error', text: string): void;
}

interface Started extends LoadedModel {
	readonly cache: FeatureCache;
	readonly idle: IdleRelease;
}

interface AllMasksRequest extends Pick<EverythingParams, 'level' | 'leastScore' | 'leastStability'> {
	readonly features: Features;
	readonly points: readonly ImagePoint[];
	readonly signal: AbortSignal;
	readonly onProgress: ((progress: EverythingProgress) => void) | undefined;
}

interface Encoded {
	readonly features: Features;
	readonly from: EncodeResult['from'];
}

/**
 * What the inference process does, without the process: the extension host reaches it over IPC (main.ts), the
 * command line calls it. All methods reject with an InferenceError, or with the reason of their signal.
 */
export class InferenceService {
	private started: Promise<Started> | undefined;
	private readonly images = new OpenedImages();
	private readonly encoding = new SharedWork<Encoded>();
	private readonly segmenting = new LatestWins();

	constructor(private readonly events: InferenceEvents) {}

	/** Finds and checks the pack, chooses the device, loads the decoder. Again: changes to another pack or device. */
	async start(params: StartParams): Promise<StartResult> {
		const before = this.started;
		this.started = this.load(params, before);
		const { pack, device, deviceReason, model } = await this.started;
		const { masksPerPrompt } = model;
		return {
			pack: pack.manifest.id,
			packName: pack.manifest.name,
			device,
			...(deviceReason === undefined ? {} : { deviceReason }),
			...(masksPerPrompt === undefined ? {} : { levels: levelsOf(masksPerPrompt, pack.manifest.levels) }),
		};
	}

	async openImage({ source }: OpenImageParams): Promise<OpenImageResult> {
		const { hash, width, height } = await this.images.open(source);
		return { image: hash, width, height };
	}

	async displayImage({ image }: { readonly image: string }): Promise<DisplayImageResult> {
		const opened = this.images.get(image);
		return displayImage(await this.images.bytesOf(opened), opened.name, opened);
	}

	async encode({ image }: { readonly image: string }, signal: AbortSignal): Promise<EncodeResult> {
		const from = performance.now();
		const started = await this.ready();
		const encoded = await started.idle.during(() => this.featuresOf(started, this.images.get(image), signal));
		return { milliseconds: performance.now() - from, from: encoded.from };
	}

	/** The ladder of some prompts. A newer call of the same asker takes the place of one that still runs. */
	async segment(params: SegmentParams, callerSignal: AbortSignal): Promise<SegmentResult> {
		return this.segmenting.run(params.asker ?? Symbol('nobody'), callerSignal, async (signal) => {
			checkPrompts(params.prompts);
			const started = await this.ready();
			return started.idle.during(() => this.ladderOf(started, params, signal));
		});
	}

	/**
	 * What a click would show first. Never in the way: null while a click is being answered, and where the image's
	 * features are not at hand.
	 */
	async preview({ image, prompts }: PreviewParams): Promise<Candidate | null> {
		checkPrompts(prompts);
		const started = await this.ready();
		const opened = this.images.get(image);
		const features = started.cache.inMemory(cacheKey(started, opened));
		if (!features || this.segmenting.isBusy) return null;
		const space = started.model.spaceOf(opened);
		const decode: Decode = (batch) => started.model.decode(features, batch);
		const { first } = strategyOf(started);
		return (await started.idle.during(() => first({ prompts, space, decode }))) ?? null;
	}

	/** All masks of an image, as a grid of clicks finds them. The user's own clicks, on whatever image, go first. */
	async everything(
		params: EverythingParams,
		signal: AbortSignal,
		onProgress?: (progress: EverythingProgress) => void,
	): Promise<EverythingResult> {
		const started = await this.ready();
		return started.idle.during(async () => {
			const opened = this.images.get(params.image);
			const points = pointGrid(opened, params.pointsPerSide);
			const { features } = await this.featuresOf(started, opened, signal);
			const found = await this.allMasks(started, opened, { ...params, features, points, signal, onProgress });
			return { ...found, points: points.length, pack: started.pack.manifest.id };
		});
	}

	/** Resolves when what is kept on disk is there. */
	async flush(): Promise<void> {
		await (await this.started)?.cache.written();
	}

	private async ladderOf(
		started: Started,
		{ image, prompts, maskPrompt, asker }: SegmentParams,
		signal: AbortSignal,
	): Promise<SegmentResult> {
		const begun = performance.now();
		const opened = this.images.get(image);
		const { features } = await this.featuresOf(started, opened, signal);
		const encoded = performance.now();
		const { model } = started;
		const space = model.spaceOf(opened);
		let decodeMs = 0;
		const timed = async <T>(work: Promise<T>) => {
			const from = performance.now();
			const done = await work;
			decodeMs += performance.now() - from;
			return done;
		};
		const decodeOf =
			(features: Features): Decode =>
			(batch) =>
				timed(model.decode(features, batch, signal));
		const logits = maskPrompt && logitsFromMask(maskOf(maskPrompt.segmentation, opened), space);
		const told = logits && model.withMask && (await timed(model.withMask(features, logits, signal)));
		const { candidates, first } = await strategyOf(started).build({
			prompts,
			space,
			decode: decodeOf(features),
			signal,
			...(told && { correction: { told: decodeOf(told), ...(maskPrompt.isChosen && { chosen: logits }) } }),
			...(asker !== undefined && {
				onFirst: (candidate: Candidate) => this.events.onFirstCandidate({ asker, prompts, candidate }),
			}),
		});
		const encodeMs = encoded - begun;
		const restMs = performance.now() - begun - encodeMs - decodeMs;
		const note = model.noteOn?.(prompts);
		return {
			candidates,
			first,
			pack: started.pack.manifest.id,
			...(note === undefined ? {} : { note }),
			milliseconds: { encode: encodeMs, decode: decodeMs, rest: restMs },
		};
	}

	private allMasks(
		{ model, pack }: Started,
		image: OpenedImage,
		{ features, points, level, leastScore, leastStability, signal, onProgress }: AllMasksRequest,
	): Promise<Everything> {
		const { batch, embedding } = model;
		const { sure = usual.sure } = pack.manifest;
		const space = model.spaceOf(image);
		const decode: Decode = (prompts) => model.decode(features, prompts, signal);
		const request = {
			space,
			points,
			wanted: {
				leastScore: leastScore ?? sure.score,
				leastStability: leastStability ?? sure.stability,
				...(level === undefined ? {} : { level }),
			},
			pause: async () => {
				await letMessagesIn();
				await this.segmenting.untilIdle(signal);
			},
			...(onProgress ? { onProgress } : {}),
		};
		return embedding
			? segmentEverything({ ...request, source: embeddedMasks(embedding, features, space, batch, signal) })
			: segmentEverything({ ...request, source: decodedMasks(decode, space, pack.manifest.levels, batch) });
	}

	/** From memory, from disk, or from the encoder; asked for twice at once, made once. */
	private featuresOf(started: Started, image: OpenedImage, signal: AbortSignal): Promise<Encoded> {
		const { cache, model } = started;
		const key = cacheKey(started, image);
		const kept = cache.inMemory(key);
		if (kept) return Promise.resolve({ features: kept, from: 'memory' });
		return this.encoding.join(key, signal, async (shared) => {
			const stored = await cache.fromDisk(key);
			if (stored) return { features: stored, from: 'disk' };
			const bytes = await this.images.bytesOf(image);
			shared.throwIfAborted();
			const pixels = await readPixels(bytes, image.name, image, model.inputSizeOf(image), model.resizeFilter);
			shared.throwIfAborted();
			const features = await model.encode(pixels, shared);
			cache.add(key, features);
			return { features, from: 'encoder' };
		});
	}

	private ready(): Promise<Started> {
		return (
			this.started ?? Promise.reject(new InferenceError('runtime', 'Expected “start” before this request.'))
		);
	}

	private async load(params: StartParams, before: Promise<Started> | undefined): Promise<Started> {
		const { cacheFolder, cacheBytes, memoryBytes } = params;
		// What failed to start has nothing to release.
		await before
			?.then(({ model, idle }) => {
				idle.stop();
				return model.release();
			})
			.catch(() => undefined);
		const loaded = await loadModel(params);
		const cache = new FeatureCache({
			...(cacheFolder === undefined ? {} : { folder: cacheFolder }),
			diskBytes: cacheBytes,
			memoryBytes,
			onProblem: (sentence) => this.events.onLog('warn', sentence),
		});
		const idle = new IdleRelease(params.releaseAfterMs ?? 0, async () => {
			await loaded.model.release();
			await cache.rest();
			this.events.onLog(
				'info',
				`${loaded.pack.manifest.name} has not been asked for a while; its memory is free.`,
			);
		});
		return { ...loaded, cache, idle };
	}
}

function cacheKey({ pack }: Started, image: OpenedImage): string {
	return `${image.hash}-${pack.hash.slice(0, 16)}`;
}

const strategyOf = ({ pack, model }: Started) => levelStrategy(pack.manifest.levels, model);

/** @throws InferenceError where it is no mask of this image */
function maskOf(rle: Rle, { width, height }: OpenedImage): RunLengths {
	const mask = decodeRle(rle);
	if (mask.width === width && mask.height === height) return mask;
	throw new InferenceError(
		'runtime',
		`Expected a mask of ${width} × ${height} pixels to correct but received one of ${mask.width} × ${mask.height}.`,
	);
}

function checkPrompts(prompts: SegmentParams['prompts']): void {
	if (prompts.some((prompt) => prompt.type === 'box' || prompt.positive)) return;
	throw new InferenceError(
		'runtime',
		`Expected at least one positive point or a box but received ${prompts.length === 0 ? 'no prompt' : 'negative points only'}.`,
	);
}
