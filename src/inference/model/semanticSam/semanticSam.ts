import { join } from 'node:path';
import { type Pack, parseManifest } from '../../../packs/manifest/packManifest';
import type { Prompt } from '../../../shared/prompt';
import type { RgbImage } from '../../image/bmp';
import { type Decoded, type DecoderPrompt, type DecoderSpace, pointLabels } from '../../mask/decoderPrompt';
import type { Graph, GraphRuntime, Tensor, Tensors } from '../../runtime/graphRuntime';
import { LazyGraph } from '../../runtime/lazyGraph';
import type { Embedded, EmbeddingModel, FeatureMap, Features, ImageSize, Model } from '../model';
import { normalise } from '../normalise';
import { type SemanticSamManifest, semanticSamManifest } from './semanticSamManifest';

/** Pixels of the input per cell of the logits. */
const logitStep = 4;

/**
 * Semantic-SAM: images of any proportions, padded to a multiple of 32; a click becomes a tiny box with six queries, one
 * for each granularity. The graphs are those that models/export makes; the finest level comes first.
 */
export function openSemanticSam(pack: Pack, runtime: GraphRuntime): Model {
	return new SemanticSam(
		parseManifest(pack.manifest, join(pack.folder, 'pack.json'), semanticSamManifest),
		pack.folder,
		runtime,
	);
}

class SemanticSam implements Model {
	readonly resizeFilter = 'bicubic';
	readonly prompting = 'apart';
	/** Without masks, large batches are much faster. */
	readonly batch = 32;
	readonly masksPerPrompt: number;
	readonly embedding: EmbeddingModel;
	private readonly encoder = new LazyGraph(() => this.loadEncoder());
	private readonly decoder = new LazyGraph(() => this.loadDecoder());
	private readonly maskMaker = new LazyGraph(() => this.loadMaskMaker());

	constructor(
		private readonly manifest: SemanticSamManifest,
		private readonly folder: string,
		private readonly runtime: GraphRuntime,
	) {
		this.masksPerPrompt = manifest.masksPerPrompt;
		this.embedding = {
			channels: manifest.channels,
			embed: (...request) => this.embed(...request),
			masksOf: (...request) => this.masksOf(...request),
		};
	}

	inputSizeOf({ width, height }: ImageSize): ImageSize {
		const { shortSide, longSide } = this.manifest.input;
		const [short, long] = [Math.min(width, height), Math.max(width, height)];
		let sides = { short: shortSide, long: Math.floor((shortSide * long) / short) };
		if (sides.long > longSide) {
			sides = { short: Math.max(1, Math.floor((longSide * short) / long)), long: longSide };
		}
		return width > height
			? { width: sides.long, height: sides.short }
			: { width: sides.short, height: sides.long };
	}

	spaceOf(image: ImageSize): DecoderSpace {
		const input = this.inputSizeOf(image);
		const canvas = this.canvasOf(input);
		const inputScale = { x: input.width / image.width, y: input.height / image.height };
		return {
			width: image.width,
			height: image.height,
			inputScale,
			logitScale: { x: inputScale.x / logitStep, y: inputScale.y / logitStep },
			columns: canvas.width / logitStep,
			rows: canvas.height / logitStep,
		};
	}

	noteFor(prompts: readonly Prompt[]): string | undefined {
		const { name } = this.manifest;
		if (prompts.some((prompt) => prompt.type === 'point' && !prompt.positive)) {
			return `${name} does not support negative points: the masks at those points are subtracted instead.`;
		}
		if (prompts.length > 1) return `${name} takes one click at a time: the masks of your clicks are united.`;
		if (prompts.some(({ type }) => type === 'box')) {
			return `${name} was not trained on boxes, so results may vary.`;
		}
		return undefined;
	}

	async encode(image: RgbImage, signal?: AbortSignal): Promise<Features> {
		const { encoder, input } = this.manifest;
		const session = await this.encoder.get();
		signal?.throwIfAborted();
		const canvas = this.canvasOf(image);
		const pixels = {
			data: normalise(image, input, canvas),
			dims: [1, 3, canvas.height, canvas.width],
		};
		const { maskFeatures, memory } = encoder.outputs;
		const results = await session.run({ [encoder.input]: pixels }, [maskFeatures, memory], signal);
		return {
			maskFeatures: results[maskFeatures]!,
			memory: results[memory]!,
			covered: { data: Float32Array.of(image.width, image.height), dims: [2] },
		};
	}

	featureMapOf({ maskFeatures }: Features, size: ImageSize): FeatureMap {
		const { columns, rows, logitScale } = this.spaceOf(size);
		return { data: maskFeatures!.data, columns, rows, scale: logitScale };
	}

	async decode(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Decoded> {
		const { scores, embeds } = this.manifest.decoder.outputs;
		const results = await this.runDecoder(features, prompts, [scores, embeds], signal);
		const logits = await this.masksOf(features, results[embeds]!.data, signal);
		return { logits, scores: results[scores]!.data };
	}

	private async embed(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Embedded> {
		const { scores, boxes, embeds } = this.manifest.decoder.outputs;
		const results = await this.runDecoder(features, prompts, [scores, boxes, embeds], signal);
		const [, , rows, columns] = features.maskFeatures!.dims;
		return {
			scores: results[scores]!.data,
			boxes: results[boxes]!.data.map((part, at) => part * (at % 2 === 0 ? columns! : rows!)),
			embeds: results[embeds]!.data,
		};
	}

	/** `embeds: float32[masks, channels]` → float32[masks, rows, columns] */
	private async masksOf(
		features: Features,
		embeds: Float32Array,
		signal?: AbortSignal,
	): Promise<Float32Array> {
		const { masks, channels } = this.manifest;
		const session = await this.maskMaker.get();
		const { inputs, output } = masks;
		const feeds = {
			[inputs.embeds]: { data: embeds, dims: [embeds.length / channels, channels] },
			[inputs.maskFeatures]: features.maskFeatures!,
		};
		return (await session.run(feeds, [output], signal))[output]!.data;
	}

	private async runDecoder(
		features: Features,
		prompts: readonly DecoderPrompt[],
		outputs: readonly string[],
		signal?: AbortSignal,
	): Promise<Tensors> {
		const { inputs } = this.manifest.decoder;
		const session = await this.decoder.get();
		return session.run(
			{
				[inputs.boxes]: this.boxesOf(prompts, features),
				[inputs.maskFeatures]: features.maskFeatures!,
				[inputs.memory]: features.memory!,
			},
			outputs,
			signal,
		);
	}

	async load(): Promise<void> {
		await this.decoder.get();
		await this.maskMaker.get();
	}

	async release(): Promise<void> {
		// All at once, so that later calls load all of them again.
		await Promise.all([this.encoder, this.decoder, this.maskMaker].map((session) => session.release()));
	}

	/** The size of the padded image, in pixels. */
	private canvasOf({ width, height }: ImageSize): ImageSize {
		const { multipleOf } = this.manifest.input;
		const padded = (side: number) => Math.ceil(side / multipleOf) * multipleOf;
		return { width: padded(width), height: padded(height) };
	}

	/** float32[prompts, 4]: centre, width and height, as parts of the padded image's. */
	private boxesOf(prompts: readonly DecoderPrompt[], { covered }: Features): Tensor {
		const image = { width: covered!.data[0]!, height: covered!.data[1]! };
		const canvas = this.canvasOf(image);
		const side = this.manifest.clickSide;
		const click = { width: image.width * side, height: image.height * side };
		const boxes = prompts.flatMap((prompt) => {
			const { x, y, width, height } = boxOf(prompt, click);
			return [x / canvas.width, y / canvas.height, width / canvas.width, height / canvas.height];
		});
		return { data: Float32Array.from(boxes), dims: [prompts.length, 4] };
	}

	private loadEncoder(): Promise<Graph> {
		const { encoder, channels, name } = this.manifest;
		return this.runtime.load(
			join(this.folder, encoder.file),
			{
				inputs: [{ name: encoder.input, dims: [1, 3, -1, -1] }],
				outputs: [
					{ name: encoder.outputs.maskFeatures, dims: [1, channels, -1, -1] },
					{ name: encoder.outputs.memory, dims: [-1, channels] },
				],
			},
			`The encoder of ${name}`,
		);
	}

	private loadDecoder(): Promise<Graph> {
		const { decoder, channels, masksPerPrompt, name } = this.manifest;
		const { inputs, outputs } = decoder;
		return this.runtime.load(
			join(this.folder, decoder.file),
			{
				inputs: [
					{ name: inputs.boxes, dims: [-1, 4] },
					{ name: inputs.maskFeatures, dims: [1, channels, -1, -1] },
					{ name: inputs.memory, dims: [-1, channels] },
				],
				outputs: [
					{ name: outputs.scores, dims: [-1, masksPerPrompt] },
					{ name: outputs.boxes, dims: [-1, masksPerPrompt, 4] },
					{ name: outputs.embeds, dims: [-1, masksPerPrompt, channels] },
				],
			},
			`The decoder of ${name}`,
		);
	}

	private loadMaskMaker(): Promise<Graph> {
		const { masks, channels, name } = this.manifest;
		const { file, inputs, output } = masks;
		return this.runtime.load(
			join(this.folder, file),
			{
				inputs: [
					{ name: inputs.embeds, dims: [-1, channels] },
					{ name: inputs.maskFeatures, dims: [1, channels, -1, -1] },
				],
				outputs: [{ name: output, dims: [-1, -1, -1] }],
			},
			`The masks’ graph of ${name}`,
		);
	}
}

/** The centre and size of a prompt's box, or of its point, in pixels from the input's top left corner. */
function boxOf(
	prompt: DecoderPrompt,
	click: ImageSize,
): { readonly x: number; readonly y: number } & ImageSize {
	const points = prompt.filter(({ label }) => label !== pointLabels.padding);
	const [start, end] = points;
	if (start?.label === pointLabels.positive && points.length === 1) {
		return { x: start.x + 0.5, y: start.y + 0.5, ...click };
	}
	if (start?.label !== pointLabels.boxStart || end?.label !== pointLabels.boxEnd || points.length !== 2) {
		const labels = points.map(({ label }) => label).join(', ');
		throw new RangeError(`Expected one positive point or box but received points labelled ${labels}`);
	}
	return {
		x: (start.x + end.x + 1) / 2,
		y: (start.y + end.y + 1) / 2,
		width: end.x - start.x,
		height: end.y - start.y,
	};
}
