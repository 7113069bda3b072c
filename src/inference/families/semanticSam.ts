import { join } from 'node:path';
import { z } from 'zod';
import type { Prompt } from '../../shared/prompt';
import type { RgbImage } from '../bmp';
import { type Decoded, type DecoderPrompt, type DecoderSpace, pointLabels } from '../decoderPrompt';
import { OnnxSession, type RealDevice, type Tensor } from '../onnxSession';
import { type Pack, packManifest, parseManifest } from '../packs';
import type { Features, ImageSize, Model } from './family';
import { LazySession } from './lazySession';
import { normalised } from './normalise';

const rgb = z.tuple([z.number(), z.number(), z.number()]);
const maps = z.object({ maskFeatures: z.string(), memory: z.string() });

const semanticSamManifest = packManifest.extend({
	encoder: packManifest.shape.encoder.extend({ input: z.string(), outputs: maps }),
	decoder: packManifest.shape.decoder.extend({
		inputs: maps.extend({ boxes: z.string() }),
		outputs: z.object({ masks: z.string(), scores: z.string() }),
	}),
	input: z.looseObject({
		/** Pixels that the shorter side becomes, as long as the longer one stays within `longSide`. */
		shortSide: z.int().positive(),
		longSide: z.int().positive(),
		multipleOf: z.int().positive().multipleOf(32),
		resize: z.literal('short-side'),
		resample: z.literal('bicubic'),
		mean: rgb,
		std: rgb,
	}),
	/** Of the feature maps. */
	channels: z.int().positive(),
	/** Sides of the box that a click becomes, as parts of the image's. */
	clickSide: z.number().positive(),
	masksPerPrompt: z.int().positive(),
});
type SemanticSamManifest = z.infer<typeof semanticSamManifest>;

/** Pixels of the input per cell of the logits. */
const logitStep = 4;

/**
 * Semantic-SAM: images of any proportions, padded to a multiple of 32; a click becomes a tiny box, and six queries one
 * for each granularity. The graphs are those that models/export makes; masks come the finest level first.
 */
export function openSemanticSam(pack: Pack, device: RealDevice): Model {
	return new SemanticSam(
		parseManifest(pack.manifest, join(pack.folder, 'pack.json'), semanticSamManifest),
		pack.folder,
		device,
	);
}

class SemanticSam implements Model {
	readonly resizeFilter = 'bicubic';
	readonly prompting = 'apart';
	private readonly encoder = new LazySession(() => this.loadEncoder());
	private readonly decoder = new LazySession(() => this.loadDecoder());

	constructor(
		private readonly manifest: SemanticSamManifest,
		private readonly folder: string,
		private readonly device: RealDevice,
	) {}

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

	noteOn(prompts: readonly Prompt[]): string | undefined {
		const { name } = this.manifest;
		if (prompts.some((prompt) => prompt.type === 'point' && !prompt.positive)) {
			return `${name} knows no negative points: what it finds there is cut out of the masks.`;
		}
		if (prompts.length > 1) return `${name} takes one click at a time: the masks of each are joined.`;
		if (prompts.some(({ type }) => type === 'box')) {
			return `${name} was not trained on boxes: what it makes of one is an experiment.`;
		}
		return undefined;
	}

	async encode(image: RgbImage, signal?: AbortSignal): Promise<Features> {
		const { encoder, input } = this.manifest;
		const session = await this.encoder.get();
		signal?.throwIfAborted();
		const canvas = this.canvasOf(image);
		const pixels = {
			data: normalised(image, input, canvas),
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

	async decode(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Decoded> {
		const { inputs, outputs } = this.manifest.decoder;
		const session = await this.decoder.get();
		const results = await session.run(
			{
				[inputs.boxes]: this.boxesOf(prompts, features),
				[inputs.maskFeatures]: features.maskFeatures!,
				[inputs.memory]: features.memory!,
			},
			[outputs.masks, outputs.scores],
			signal,
		);
		return { logits: results[outputs.masks]!.data, scores: results[outputs.scores]!.data };
	}

	async load(): Promise<void> {
		await this.decoder.get();
	}

	async release(): Promise<void> {
		// All at once: what is asked meanwhile finds none of them.
		await Promise.all([this.encoder.release(), this.decoder.release()]);
	}

	/** The padded image, pixels. */
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

	private loadEncoder(): Promise<OnnxSession> {
		const { encoder, channels, name } = this.manifest;
		return OnnxSession.load(
			join(this.folder, encoder.file),
			this.device,
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

	private loadDecoder(): Promise<OnnxSession> {
		const { decoder, channels, masksPerPrompt, name } = this.manifest;
		const { inputs, outputs } = decoder;
		return OnnxSession.load(
			join(this.folder, decoder.file),
			this.device,
			{
				inputs: [
					{ name: inputs.boxes, dims: [-1, 4] },
					{ name: inputs.maskFeatures, dims: [1, channels, -1, -1] },
					{ name: inputs.memory, dims: [-1, channels] },
				],
				outputs: [
					{ name: outputs.masks, dims: [-1, masksPerPrompt, -1, -1] },
					{ name: outputs.scores, dims: [-1, masksPerPrompt] },
				],
			},
			`The decoder of ${name}`,
		);
	}
}

/** A prompt's centre and size, in pixels of the input from its top left corner: of its box, or of its one point. */
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
