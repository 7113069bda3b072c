import { join } from 'node:path';
import { type Pack, parseManifest } from '../../../packs/manifest/packManifest';
import type { Prompt } from '../../../shared/prompt';
import type { RgbImage } from '../../image/bmp';
import { type Decoded, type DecoderPrompt, type DecoderSpace, squareSpace } from '../../mask/decoderPrompt';
import { figureCount, type Likelihoods } from '../../mask/likelihoods';
import type { GraphRuntime, GraphShape } from '../../runtime/graphRuntime';
import { LazyGraph } from '../../runtime/lazyGraph';
import type { FeatureMap, Features, ImageSize, Model } from '../model';
import { SamDecoder } from './samDecoder';
import { coveredBy, extraKey, featureDims, featureStep, logitSide, maskKey } from './samFeatures';
import { type SamDecoderManifest, type SamManifest, samManifest } from './samManifest';
import { imageTensor } from './samTensors';

/**
 * SAM and models built like it (MobileSAM, EdgeSAM, SAM-HQ, EfficientSAM, SAM 2 on images): a feature map and a few
 * more outputs, prompts as labelled points, several masks and scores per prompt. pack.json says how they differ.
 */
export function openSam(pack: Pack, runtime: GraphRuntime): Model {
	return new Sam(
		parseManifest(pack.manifest, join(pack.folder, 'pack.json'), samManifest),
		pack.folder,
		runtime,
	);
}

class Sam implements Model {
	readonly resizeFilter = 'triangle';
	readonly prompting = 'together';
	/** Larger batches are hardly faster. */
	readonly batch = 4;
	readonly masksPerPrompt?: number;
	private readonly encoder: LazyGraph;
	private readonly maskPrompt: LazyGraph | undefined;
	private readonly decoder: SamDecoder;
	private readonly second: SamDecoder | undefined;
	private readonly chooser: LazyGraph | undefined;
	readonly withMaskPrompt?: Model['withMaskPrompt'] & {};
	readonly secondOpinion?: Model['secondOpinion'] & {};
	readonly likelihoods?: Likelihoods;

	constructor(
		private readonly manifest: SamManifest,
		folder: string,
		runtime: GraphRuntime,
	) {
		const { name, encoder, maskPrompt, decoder, secondOpinion, likelihoods, masksPerPrompt, input } =
			manifest;
		if (masksPerPrompt !== undefined) this.masksPerPrompt = masksPerPrompt;
		const session = (file: string, shape: GraphShape, what: string, waiting?: 'spin') =>
			new LazyGraph(() => runtime.load(join(folder, file), shape, `${what} of ${name}`, waiting));
		const { file } = (runtime.device === 'cpu' && encoder.onCpu) || encoder;
		this.encoder = session(file, this.encoderShape(), 'The encoder', 'spin');
		const decoderOf = (parts: SamDecoderManifest) => new SamDecoder(parts, name, input.size, folder, runtime);
		this.decoder = decoderOf(manifest);
		this.second = secondOpinion && decoderOf(secondOpinion);
		if (this.second) this.secondOpinion = this.second.decode.bind(this.second);
		this.chooser =
			likelihoods &&
			session(
				likelihoods.file,
				{
					inputs: [{ name: likelihoods.input, dims: [-1, figureCount] }],
					outputs: [{ name: likelihoods.output, dims: [-1] }],
				},
				'The part that knows what is meant',
			);
		if (this.chooser) this.likelihoods = (...args) => this.rate(...args);
		this.maskPrompt =
			maskPrompt &&
			session(
				maskPrompt.file,
				{
					inputs: [
						{ name: maskPrompt.features, dims: this.featureDims },
						{ name: maskPrompt.mask, dims: this.maskDims },
					],
					outputs: [{ name: maskPrompt.output, dims: this.featureDims }],
				},
				'The decoder (its part for masks)',
			);
		if (maskPrompt || decoder.inputs.maskPrompt)
			this.withMaskPrompt = (...args) => this.addMaskPrompt(...args);
	}

	inputSizeOf({ width, height }: ImageSize): ImageSize {
		const { size, resize } = this.manifest.input;
		if (resize === 'stretch') return { width: size, height: size };
		const scale = size / Math.max(width, height);
		const side = (pixels: number) => Math.max(1, Math.floor(pixels * scale + 0.5));
		return { width: side(width), height: side(height) };
	}

	spaceOf(image: ImageSize): DecoderSpace {
		const { size, resize } = this.manifest.input;
		const space = squareSpace(image, size, this.logitSide);
		if (resize === 'longest-side') return space;
		const along = (side: number) => ({ x: side / image.width, y: side / image.height });
		return { ...space, inputScale: along(size), logitScale: along(this.logitSide) };
	}

	noteFor(prompts: readonly Prompt[]): string | undefined {
		const { name, decoder } = this.manifest;
		const points = prompts.reduce((sum, { type }) => sum + (type === 'box' ? 2 : 1), 0);
		if (decoder.maxPoints === undefined || points <= decoder.maxPoints) return undefined;
		return `${name} uses at most ${decoder.maxPoints} points (a box counts as two) and ignores the others.`;
	}

	async encode(image: RgbImage, signal?: AbortSignal): Promise<Features> {
		const { encoder, input } = this.manifest;
		const session = await this.encoder.get();
		signal?.throwIfAborted();
		const covered = {
			data: Float32Array.from([image.height, image.width], (pixels) =>
				Math.min(input.size / featureStep, coveredBy(pixels)),
			),
			dims: [2],
		};
		const outputs = [encoder.output, ...encoder.extra];
		const results = await session.run({ [encoder.input]: imageTensor(image, input) }, outputs, signal);
		const extra = encoder.extra.map((name) => [extraKey(name), results[name]!]);
		return { features: results[encoder.output]!, covered, ...Object.fromEntries(extra) };
	}

	featureMapOf({ features }: Features, size: ImageSize): FeatureMap {
		const { x, y } = this.spaceOf(size).inputScale;
		const [, , rows, columns] = this.featureDims;
		const scale = { x: x / featureStep, y: y / featureStep };
		return { data: features!.data, columns: columns!, rows: rows!, scale };
	}

	private async addMaskPrompt(
		features: Features,
		logits: Float32Array,
		signal?: AbortSignal,
	): Promise<Features> {
		const { maskPrompt } = this.manifest;
		const mask = { data: logits, dims: this.maskDims };
		if (!maskPrompt || !this.maskPrompt) return { ...features, [maskKey]: mask };
		const session = await this.maskPrompt.get();
		const { features: plain, mask: input, output } = maskPrompt;
		const results = await session.run({ [plain]: features.features!, [input]: mask }, [output], signal);
		return { ...features, features: results[output]! };
	}

	private async rate(figures: Float32Array, masks: number): Promise<Float32Array> {
		const { input, output } = this.manifest.likelihoods!;
		const session = await this.chooser!.get();
		const results = await session.run({ [input]: { data: figures, dims: [masks, figureCount] } }, [output]);
		return results[output]!.data;
	}

	decode(features: Features, prompts: readonly DecoderPrompt[], signal?: AbortSignal): Promise<Decoded> {
		return this.decoder.decode(features, prompts, signal);
	}

	async load(): Promise<void> {
		await this.decoder.load();
		await this.chooser?.get();
	}

	async release(): Promise<void> {
		// All at once, so that later calls load all of them again.
		await Promise.all(
			[this.encoder, this.maskPrompt, this.decoder, this.second, this.chooser].map((part) => part?.release()),
		);
	}

	private encoderShape(): GraphShape {
		const { encoder, input } = this.manifest;
		const dims = input.layout === 'chw' ? [1, 3, input.size, input.size] : [-1, -1, 3];
		return {
			inputs: [{ name: encoder.input, dims }],
			outputs: [{ name: encoder.output, dims: this.featureDims }, ...encoder.extra.map((name) => ({ name }))],
		};
	}

	private get logitSide(): number {
		return logitSide(this.manifest.input.size);
	}

	private get maskDims(): readonly number[] {
		return [1, 1, this.logitSide, this.logitSide];
	}

	private get featureDims() {
		return featureDims(this.manifest.input.size);
	}
}
