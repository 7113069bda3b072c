import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { findPack } from '../packs/manifest/packManifest';
import { VerifiedFiles } from '../packs/manifest/verifyFiles';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import { messageOf } from '../shared/messageOf';
import type { StartParams } from '../shared/protocol/inferenceProtocol';
import { EmbeddingFile } from './features/embeddingFile';
import type { RgbImage } from './image/bmp';
import { readPixels } from './image/imageInput';
import type { OpenedImage, OpenedImages } from './image/openedImages';
import { resampleBicubic } from './image/resample';
import { Clip, type Embedding } from './model/clip/clip';
import { maskCrops } from './model/clip/maskCrops';
import { onnxRuntime } from './runtime/onnxRuntime';

/** Pixels of the longer side: enough for a small thing to be seen, and 12 MB at most. */
const maxSide = 2048;
const maxImages = 2;
/** Of so many masks, some kilobytes each, is kept what the model made of them. */
const maxMasks = 2000;

/** An opened pack with what is known of its texts. */
interface Opened {
	readonly clip: Clip;
	/** Stands for all files of the pack. */
	readonly hash: string;
	readonly texts: EmbeddingFile;
}

/** Compares masks with words by a pack of the family `clip`, which is opened when it is first asked. */
export class ListNamer {
	private readonly pixels = new LRUCache<string, RgbImage>({ max: maxImages });
	private readonly seen = new LRUCache<string, Embedding>({ max: maxMasks });
	private opened: { readonly id: string; readonly pack: Promise<Opened> } | undefined;

	constructor(
		private readonly params: Pick<StartParams, 'packFolders' | 'cacheFolder'>,
		private readonly images: OpenedImages,
		private readonly onProblem: (sentence: string) => void,
	) {}

	/** What similarities are multiplied by before they are compared. @throws InferenceError `pack` */
	async logitScale(pack: string): Promise<number> {
		return (await this.open(pack)).clip.logitScale;
	}

	/**
	 * What the pack's model makes of texts, from disk where it is known. The text encoder is released at the end.
	 *
	 * @param beforeEach resolves when the next text may be encoded
	 * @throws InferenceError `pack` or `runtime`, or the signal's reason
	 */
	async textsOf(
		pack: string,
		texts: readonly string[],
		signal: AbortSignal,
		beforeEach: () => Promise<void>,
	): Promise<ReadonlyMap<string, Embedding>> {
		const { clip, texts: known } = await this.open(pack);
		const embeddings = new Map<string, Embedding>();
		let isEncoded = false;
		try {
			for (const text of new Set(texts)) {
				let embedding = await known.get(text);
				if (!embedding) {
					await beforeEach();
					embedding = await clip.encodeText(text, signal);
					await known.add(text, embedding);
					isEncoded = true;
				}
				embeddings.set(text, embedding);
			}
		} finally {
			if (isEncoded) await this.keep(clip, known);
		}
		return embeddings;
	}

	/** What the pack's model sees at a mask; undefined for one without a pixel. @throws as `textsOf` */
	async embeddingOf(
		pack: string,
		image: OpenedImage,
		mask: Rle,
		signal: AbortSignal,
	): Promise<Embedding | undefined> {
		const { clip, hash } = await this.open(pack);
		const key = createHash('sha256').update(`${hash} ${image.hash} ${mask.counts}`).digest('hex');
		const known = this.seen.get(key);
		if (known) return known;
		const crops = maskCrops(await this.pixelsOf(image), decodeRle(mask));
		if (!crops) return undefined;
		const [plain, faded] = [
			await clip.encodeImage(resampleBicubic(crops[0], clip.inputSize), signal),
			await clip.encodeImage(resampleBicubic(crops[1], clip.inputSize), signal),
		];
		const sum = plain.map((value, i) => value + faded[i]!);
		const length = Math.hypot(...sum) || 1;
		const embedding = sum.map((value) => value / length);
		this.seen.set(key, embedding);
		return embedding;
	}

	/** Frees the models' memory; they are loaded again when they are needed. */
	async release(): Promise<void> {
		this.pixels.clear();
		await (await this.opened?.pack.catch(() => undefined))?.clip.release();
	}

	private async keep(clip: Clip, texts: EmbeddingFile): Promise<void> {
		await clip.releaseTexts();
		await texts
			.write()
			.catch((error: unknown) =>
				this.onProblem(
					`What the model makes of the names could not be kept on disk: ${messageOf(error)}. It is worked out again next time.`,
				),
			);
	}

	private async pixelsOf(image: OpenedImage): Promise<RgbImage> {
		const known = this.pixels.get(image.hash);
		if (known) return known;
		const scale = Math.min(1, maxSide / Math.max(image.width, image.height));
		const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
		const size = { width: side(image.width), height: side(image.height) };
		const pixels = await readPixels(await this.images.bytesOf(image), image.name, image, size);
		this.pixels.set(image.hash, pixels);
		return pixels;
	}

	/** One pack at a time; one that could not be opened is tried again by the next call. */
	private async open(id: string): Promise<Opened> {
		if (this.opened?.id === id) return this.opened.pack;
		const before = this.opened?.pack;
		const pack = this.openPack(id);
		this.opened = { id, pack };
		pack.catch(() => {
			if (this.opened?.pack === pack) this.opened = undefined;
		});
		await (await before?.catch(() => undefined))?.clip.release();
		return pack;
	}

	private async openPack(id: string): Promise<Opened> {
		const { packFolders, cacheFolder } = this.params;
		const verified = await VerifiedFiles.read(cacheFolder && join(cacheFolder, 'verified.json'));
		const pack = await findPack(packFolders, id, verified);
		const texts = new EmbeddingFile(cacheFolder && join(cacheFolder, `${pack.hash.slice(0, 16)}.texts`));
		return { clip: new Clip(pack, onnxRuntime('cpu')), hash: pack.hash, texts };
	}
}
