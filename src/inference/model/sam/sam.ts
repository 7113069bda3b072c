import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { type Pack, parseManifest } from '../../../packs/manifest/packManifest';
import { InferenceError } from '../../../shared/inferenceError';
import type { Prompt } from '../../../shared/prompt';
import type { RgbImage } from '../../image/bmp';
import { type Decoded, type DecoderPrompt, type DecoderSpace, squareSpace } from '../../mask/decoderPrompt';
import type { GraphRuntime, GraphShape, Tensor, Tensors } from '../../runtime/graphRuntime';
import { LazyGraph } from '../../runtime/lazyGraph';
import type { FeatureMap, Features, ImageSize, Model } from '../model';
import { type SamManifest, samManifest } from './samManifest';
import {
	constantTensors,
	imageTensor,
	inRowOrder,
	maskTensors,
	promptTensors,
	rowsTogether,
	unpadded,
} from './samTensors';

const featureChannels = 256;
/** Pixels of the input per cell of the features and of the logits. */
const featureStep = 16;
const logitStep = 4;

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
	private readonly preparer: LazyGraph | undefined;
	private readonly maskPrompt: LazyGraph | undefined;
	private readonly decoder: LazyGraph;
	private readonly constants: Tensors;
	readonly withMaskPrompt?: Model['withMaskPrompt'] & {};
	/** By feature map, of the last image only, with and without a mask prompt: twice the size of its features. */
	private readonly prepared = new LRUCache<Tensor, Tensors>({ max: 2 });

	constructor(
		private readonly manifest: SamManifest,
		folder: string,
		runtime: GraphRuntime,
	) {
		const { name, encoder, prepare, maskPrompt, decoder, masksPerPrompt } = manifest;
		if (masksPerPrompt !== undefined) this.masksPerPrompt = masksPerPrompt;
		const session = (file: string, shape: GraphShape, what: string, waiting?: 'spin') =>
			new LazyGraph(() => runtime.load(join(folder, file), shape, `${what} of ${name}`, waiting));
		const { file } = (runtime.device === 'cpu' && encoder.onCpu) || encoder;
		this.encoder = session(file, this.encoderShape(), 'The encoder', 'spin');
		this.decoder = session(decoder.file, this.decoderShape(), 'The decoder');
		this.preparer =
			prepare &&
			session(
				prepare.file,
				{ inputs: [{ name: prepare.input, dims: this.featureDims }], outputs: [] },
				'The decoder (its first part)',
			);
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
		this.constants = constantTensors(decoder);
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
		const space = squareSpace(image, size, this.logitSize);
		if (resize === 'longest-side') return space;
		const along = (side: number) => ({ x: side / image.width, y: side / image.height });
		return { ...space, inputScale: along(size), logitScale: along(this.logitSize) };
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

	async decode(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Decoded> {
		const { batch, padding } = this.manifest.decoder;
		const given = padding === 'own' ? prompts.map(unpadded) : prompts;
		const runs = [];
		for (const rows of rowsTogether(given, batch)) {
			const together = rows.map((row) => given[row]!);
			runs.push({ rows, decoded: await this.decodeBatch(features, together, signal) });
		}
		return inRowOrder(runs);
	}

	private async decodeBatch(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Decoded> {
		const { decoder } = this.manifest;
		const { inputs, outputs } = decoder;
		const session = await this.decoder.get();
		const extra = Object.entries(inputs.extra).map(([name, from]) => [name, features[extraKey(from)]!]);
		const results = await session.run(
			{
				...(await this.preparedOf(features, signal)),
				...(inputs.features === undefined ? {} : { [inputs.features]: features.features! }),
				...(inputs.covered === undefined ? {} : { [inputs.covered]: features.covered! }),
				...Object.fromEntries(extra),
				...this.constants,
				...maskTensors(features[maskKey], decoder),
				...promptTensors(prompts, decoder),
			},
			[outputs.masks, outputs.scores],
			signal,
		);
		const [masks, scores] = [results[outputs.masks]!, results[outputs.scores]!];
		// Graphs may leave the sizes of their outputs open, so that only now they can be checked.
		if (
			masks.data.length !== scores.data.length * this.logitSize ** 2 ||
			masks.dims.at(-1) !== this.logitSize
		) {
			throw new InferenceError(
				'pack',
				`Expected the decoder of ${this.manifest.name} to give ${scores.data.length} masks of ${this.logitSize} × ${this.logitSize} for as many scores but received [${masks.dims.join(', ')}].`,
			);
		}
		return { logits: masks.data, scores: scores.data };
	}

	private async preparedOf(features: Features, signal?: AbortSignal): Promise<Tensors> {
		const { prepare } = this.manifest;
		if (!prepare || !this.preparer) return {};
		const map = features.features!;
		const known = this.prepared.get(map);
		if (known) return known;
		const session = await this.preparer.get();
		const tensors = await session.run({ [prepare.input]: map }, prepare.outputs, signal);
		this.prepared.set(map, tensors);
		return tensors;
	}

	async load(): Promise<void> {
		await this.preparer?.get();
		await this.decoder.get();
	}

	async release(): Promise<void> {
		this.prepared.clear();
		// All at once, so that later calls load all of them again.
		await Promise.all(
			[this.encoder, this.preparer, this.maskPrompt, this.decoder].map((session) => session?.release()),
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

	private decoderShape(): GraphShape {
		const { decoder, masksPerPrompt } = this.manifest;
		const { inputs, outputs, form } = decoder;
		const prefix = form === 'queries' ? [-1] : [];
		const masks = masksPerPrompt ?? -1;
		return {
			inputs: [
				...(inputs.features === undefined ? [] : [{ name: inputs.features, dims: this.featureDims }]),
				...Object.keys(inputs.extra).map((name) => ({ name })),
				...Object.entries(inputs.constants).map(([name, { dims }]) => ({ name, dims })),
				{ name: inputs.pointCoords, dims: [...prefix, -1, -1, 2] },
				{ name: inputs.pointLabels, dims: [...prefix, -1, -1] },
			],
			outputs:
				masksPerPrompt === undefined
					? [{ name: outputs.masks }, { name: outputs.scores }]
					: [
							{ name: outputs.masks, dims: [...prefix, -1, masks, this.logitSize, this.logitSize] },
							{ name: outputs.scores, dims: [...prefix, -1, masks] },
						],
		};
	}

	private get logitSize(): number {
		return this.manifest.input.size / logitStep;
	}

	private get maskDims(): readonly number[] {
		return [1, 1, this.logitSize, this.logitSize];
	}

	private get featureDims(): readonly number[] {
		const side = this.manifest.input.size / featureStep;
		return [1, featureChannels, side, side];
	}
}

/** The key of a mask prompt among the features, where the decoder itself takes it. */
const maskKey = 'prompt:mask';

/** The key of an additional output of the encoder among the features. */
const extraKey = (output: string) => `extra:${output}`;

/** How many cells of features a side of the image covers, including the next logit, which interpolation reads. */
function coveredBy(pixels: number): number {
	const logits = pixels / logitStep + 1.625;
	return Math.ceil((logits * logitStep) / featureStep);
}
