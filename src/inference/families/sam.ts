import { join } from 'node:path';
import { z } from 'zod';
import type { RgbImage } from '../bmp';
import type { Decoded, DecoderPrompt } from '../decoderPrompt';
import { OnnxSession, type RealDevice, type Tensor, type Tensors } from '../onnxSession';
import { graph, type Pack, packManifest, parseManifest } from '../packs';
import type { Features, Model } from './family';
import { normalised } from './normalise';

const rgb = z.tuple([z.number(), z.number(), z.number()]);

const samManifest = packManifest.extend({
	encoder: packManifest.shape.encoder.extend({
		input: z.string(),
		output: z.string(),
		/** `covered` as the decoder's: an encoder that leaves out the rest. */
		onCpu: graph.extend({ covered: z.string() }).optional(),
	}),
	/** What the decoder needs of an image beyond its features, made once per image; its inputs have the same names. */
	prepare: graph.extend({ input: z.string(), outputs: z.array(z.string()).min(1) }).optional(),
	decoder: packManifest.shape.decoder.extend({
		inputs: z.object({
			/** Left out where `prepare` stands for it. */
			features: z.string().optional(),
			/** float32[2]: rows and columns of features that the image covers, for a decoder that leaves out the rest. */
			covered: z.string().optional(),
			pointCoords: z.string(),
			pointLabels: z.string(),
		}),
		outputs: z.object({ masks: z.string(), scores: z.string() }),
	}),
	input: z.looseObject({
		size: z.int().positive().multipleOf(16),
		resize: z.literal('longest-side'),
		mean: rgb,
		std: rgb,
	}),
	masksPerPrompt: z.int().positive(),
});
type SamManifest = z.infer<typeof samManifest>;

const featureChannels = 256;
/** Pixels of the input per cell of the features and of the logits. */
const featureStep = 16;
const logitStep = 4;

/** SAM and those built like it: one feature map, prompts as labelled points, several masks and scores a prompt. */
export function openSam(pack: Pack, device: RealDevice): Model {
	return new Sam(
		parseManifest(pack.manifest, join(pack.folder, 'pack.json'), samManifest),
		pack.folder,
		device,
	);
}

class Sam implements Model {
	private encoder: Promise<OnnxSession> | undefined;
	private preparer: Promise<OnnxSession> | undefined;
	private decoder: Promise<OnnxSession> | undefined;
	/** Of the last image only: twice the size of its features, and made anew in a few milliseconds. */
	private prepared: { readonly of: Features; readonly tensors: Tensors } | undefined;

	constructor(
		private readonly manifest: SamManifest,
		private readonly folder: string,
		private readonly device: RealDevice,
	) {}

	get inputSize(): number {
		return this.manifest.input.size;
	}

	get logitSize(): number {
		return this.inputSize / logitStep;
	}

	inputSizeOf({ width, height }: { readonly width: number; readonly height: number }) {
		const scale = this.inputSize / Math.max(width, height);
		const side = (pixels: number) => Math.max(1, Math.floor(pixels * scale + 0.5));
		return { width: side(width), height: side(height) };
	}

	async encode(image: RgbImage, signal?: AbortSignal): Promise<Features> {
		const { encoder, input } = this.manifest;
		const session = await this.encoderSession();
		signal?.throwIfAborted();
		const pixels = { data: normalised(image, input), dims: [1, 3, input.size, input.size] };
		const covered = {
			data: Float32Array.from([image.height, image.width], (pixels) =>
				Math.min(input.size / featureStep, coveredBy(pixels)),
			),
			dims: [2],
		};
		const inputs = {
			[encoder.input]: pixels,
			...(this.encoderOnCpu ? { [this.encoderOnCpu.covered]: covered } : {}),
		};
		const results = await session.run(inputs, [encoder.output], signal);
		return { features: results[encoder.output]!, covered };
	}

	async decode(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Decoded> {
		const lengths = [...new Set(prompts.map(({ length }) => length))];
		if (lengths.length === 1) return this.decodeBatch(features, prompts, signal);
		// A point of padding is one more token, which changes the answer: only prompts of one length go together.
		const parts: { readonly at: number; readonly decoded: Decoded }[] = [];
		for (const length of lengths) {
			const rows = prompts.map((_, row) => row).filter((row) => prompts[row]!.length === length);
			const batch = rows.map((row) => prompts[row]!);
			const together = await this.decodeBatch(features, batch, signal);
			for (const [i, row] of rows.entries())
				parts.push({ at: row, decoded: rowOf(together, i, rows.length) });
		}
		return joined(parts.sort((a, b) => a.at - b.at).map(({ decoded }) => decoded));
	}

	private async decodeBatch(
		features: Features,
		prompts: readonly DecoderPrompt[],
		signal?: AbortSignal,
	): Promise<Decoded> {
		const { inputs, outputs } = this.manifest.decoder;
		const session = await this.decoderSession();
		const { coords, labels } = batchOf(prompts);
		const results = await session.run(
			{
				...(await this.preparedOf(features, signal)),
				...(inputs.features === undefined ? {} : { [inputs.features]: features.features! }),
				...(inputs.covered === undefined ? {} : { [inputs.covered]: features.covered! }),
				[inputs.pointCoords]: coords,
				[inputs.pointLabels]: labels,
			},
			[outputs.masks, outputs.scores],
			signal,
		);
		return { logits: results[outputs.masks]!.data, scores: results[outputs.scores]!.data };
	}

	private async preparedOf(features: Features, signal?: AbortSignal): Promise<Tensors> {
		const { prepare } = this.manifest;
		if (!prepare) return {};
		if (this.prepared?.of === features) return this.prepared.tensors;
		const session = await this.preparerSession(prepare);
		const tensors = await session.run({ [prepare.input]: features.features! }, prepare.outputs, signal);
		this.prepared = { of: features, tensors };
		return tensors;
	}

	async load(): Promise<void> {
		const { prepare } = this.manifest;
		if (prepare) await this.preparerSession(prepare);
		await this.decoderSession();
	}

	async release(): Promise<void> {
		this.prepared = undefined;
		for (const session of [this.encoder, this.preparer, this.decoder]) {
			// One that never came to be has nothing to release.
			await session?.then((loaded) => loaded.release()).catch(() => undefined);
		}
	}

	private get encoderOnCpu() {
		return this.device === 'cpu' ? this.manifest.encoder.onCpu : undefined;
	}

	private encoderSession(): Promise<OnnxSession> {
		const { input, output } = this.manifest.encoder;
		const { file } = this.encoderOnCpu ?? this.manifest.encoder;
		const { size } = this.manifest.input;
		this.encoder ??= OnnxSession.load(
			join(this.folder, file),
			this.device,
			{
				inputs: [{ name: input, dims: [1, 3, size, size] }],
				outputs: [{ name: output, dims: this.featureDims }],
			},
			`The encoder of ${this.manifest.name}`,
		).catch((error: unknown) => {
			this.encoder = undefined;
			throw error;
		});
		return this.encoder;
	}

	private preparerSession({ file, input }: { readonly file: string; readonly input: string }) {
		this.preparer ??= OnnxSession.load(
			join(this.folder, file),
			this.device,
			{ inputs: [{ name: input, dims: this.featureDims }], outputs: [] },
			`The decoder of ${this.manifest.name} (its first part)`,
		).catch((error: unknown) => {
			this.preparer = undefined;
			throw error;
		});
		return this.preparer;
	}

	private decoderSession(): Promise<OnnxSession> {
		const { file, inputs, outputs } = this.manifest.decoder;
		const masks = this.manifest.masksPerPrompt;
		const features = inputs.features === undefined ? [] : [{ name: inputs.features, dims: this.featureDims }];
		this.decoder ??= OnnxSession.load(
			join(this.folder, file),
			this.device,
			{
				inputs: [
					...features,
					{ name: inputs.pointCoords, dims: [-1, -1, 2] },
					{ name: inputs.pointLabels, dims: [-1, -1] },
				],
				outputs: [
					{ name: outputs.masks, dims: [-1, masks, this.logitSize, this.logitSize] },
					{ name: outputs.scores, dims: [-1, masks] },
				],
			},
			`The decoder of ${this.manifest.name}`,
		).catch((error: unknown) => {
			this.decoder = undefined;
			throw error;
		});
		return this.decoder;
	}

	private get featureDims(): readonly number[] {
		const side = this.inputSize / featureStep;
		return [1, featureChannels, side, side];
	}
}

/** How many cells of features a side of the input reaches into, with the logit beyond that interpolation looks at. */
function coveredBy(pixels: number): number {
	const logits = pixels / logitStep + 1.625;
	return Math.ceil((logits * logitStep) / featureStep);
}

/** Prompts of one length as `coords: float32[prompts, points, 2]` and `labels: float32[prompts, points]`. */
function batchOf(prompts: readonly DecoderPrompt[]): { coords: Tensor; labels: Tensor } {
	const dims = [prompts.length, prompts[0]!.length];
	const points = prompts.flat();
	return {
		coords: { data: Float32Array.from(points.flatMap(({ x, y }) => [x, y])), dims: [...dims, 2] },
		labels: { data: Float32Array.from(points, ({ label }) => label), dims },
	};
}

function rowOf({ logits, scores }: Decoded, row: number, rows: number): Decoded {
	const cut = (data: Float32Array) =>
		data.subarray((row * data.length) / rows, ((row + 1) * data.length) / rows);
	return { logits: cut(logits), scores: cut(scores) };
}

function joined(parts: readonly Decoded[]): Decoded {
	const join = (arrays: readonly Float32Array[]) => {
		const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
		let at = 0;
		for (const array of arrays) {
			all.set(array, at);
			at += array.length;
		}
		return all;
	};
	return { logits: join(parts.map(({ logits }) => logits)), scores: join(parts.map(({ scores }) => scores)) };
}
