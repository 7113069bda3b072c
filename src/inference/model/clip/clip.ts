import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clipFamily } from '../../../packs/manifest/clipFamily';
import { type Pack, parseManifest } from '../../../packs/manifest/packManifest';
import { InferenceError } from '../../../shared/inferenceError';
import type { RgbImage } from '../../image/bmp';
import type { GraphRuntime, Tensor } from '../../runtime/graphRuntime';
import { LazyGraph } from '../../runtime/lazyGraph';
import { normalise } from '../normalise';
import { clipManifest } from './clipManifest';
import { type TextTokens, textTokenizer } from './textTokens';

/** A vector of length 1: the dot product of an image's and a text's says how well they go together. */
export type Embedding = Float32Array;

/** A pack's model that compares images with words. */
export class Clip {
	private readonly manifest;
	private readonly images: LazyGraph;
	private readonly texts: LazyGraph;
	private tokenizer: Promise<(text: string) => TextTokens> | undefined;

	/** @throws InferenceError `pack` where the pack is of another family, or its manifest lacks something */
	constructor(
		private readonly pack: Pack,
		runtime: GraphRuntime,
	) {
		const { name, family } = pack.manifest;
		if (family !== clipFamily) {
			throw new InferenceError(
				'pack',
				`${name} does not compare images with words. Choose a model of the family “${clipFamily}” for names.`,
			);
		}
		this.manifest = parseManifest(pack.manifest, join(pack.folder, 'pack.json'), clipManifest);
		const { imageEncoder, textEncoder, tokenizer, input } = this.manifest;
		const tokens = [-1, tokenizer.length];
		const { attentionMask } = textEncoder;
		const imageShape = {
			inputs: [{ name: imageEncoder.input, dims: [-1, 3, input.size, input.size] }],
			outputs: [{ name: imageEncoder.output, dims: [-1, -1] }],
		};
		const textShape = {
			inputs: [
				{ name: textEncoder.input, dims: tokens },
				...(attentionMask === undefined ? [] : [{ name: attentionMask, dims: tokens }]),
			],
			outputs: [{ name: textEncoder.output, dims: [-1, -1] }],
		};
		this.images = new LazyGraph(() =>
			runtime.load(join(pack.folder, imageEncoder.file), imageShape, `the image encoder of ${name}`),
		);
		this.texts = new LazyGraph(() =>
			runtime.load(join(pack.folder, textEncoder.file), textShape, `the text encoder of ${name}`),
		);
	}

	/** The size, in pixels, in which the model sees an image. */
	get inputSize(): { readonly width: number; readonly height: number } {
		const { size } = this.manifest.input;
		return { width: size, height: size };
	}

	/** What similarities are multiplied by before they are compared. */
	get logitScale(): number {
		return this.manifest.logitScale;
	}

	/**
	 * @param image of `inputSize`
	 * @throws InferenceError `pack` or `runtime`; the signal's reason when it is aborted before the graph runs
	 */
	async encodeImage(image: RgbImage, signal: AbortSignal): Promise<Embedding> {
		const { imageEncoder, input } = this.manifest;
		const { size } = input;
		const graph = await this.images.get();
		const pixels = { data: normalise(image, input, image), dims: [1, 3, size, size] };
		const answer = await graph.run({ [imageEncoder.input]: pixels }, [imageEncoder.output], signal);
		return this.unit(answer[imageEncoder.output]!);
	}

	/** @throws InferenceError `pack` or `runtime`; the signal's reason when it is aborted before the graph runs */
	async encodeText(text: string, signal: AbortSignal): Promise<Embedding> {
		const { input, attentionMask, output } = this.manifest.textEncoder;
		this.tokenizer ??= this.openTokenizer();
		const { ids, mask } = (await this.tokenizer)(text);
		const graph = await this.texts.get();
		const dims = [1, ids.length];
		const feeds = {
			[input]: { data: ids, dims },
			...(attentionMask !== undefined && { [attentionMask]: { data: mask, dims } }),
		};
		const answer = await graph.run(feeds, [output], signal);
		return this.unit(answer[output]!);
	}

	/** Frees the memory of the text encoder, which is not needed once the texts of a list are known. */
	async releaseTexts(): Promise<void> {
		this.tokenizer = undefined;
		await this.texts.release();
	}

	async release(): Promise<void> {
		await this.releaseTexts();
		await this.images.release();
	}

	private async openTokenizer(): Promise<(text: string) => TextTokens> {
		const { tokenizer, name } = this.manifest;
		const json = await readFile(join(this.pack.folder, tokenizer.file), 'utf8');
		return textTokenizer(json, { ...tokenizer, name });
	}

	private unit({ data }: Tensor): Embedding {
		const length = Math.hypot(...data);
		if (Number.isFinite(length) && length > 0) return data.map((value) => value / length);
		throw new InferenceError(
			'runtime',
			`Expected ${this.manifest.name} to give numbers that are not all zero but received others.`,
		);
	}
}
