import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { InferenceError } from '../../../shared/inferenceError';
import type { Decoded, DecoderPrompt } from '../../mask/decoderPrompt';
import type { GraphRuntime, GraphShape, Tensor, Tensors } from '../../runtime/graphRuntime';
import { LazyGraph } from '../../runtime/lazyGraph';
import type { Features } from '../model';
import { extraKey, featureDims, logitSide, maskKey } from './samFeatures';
import type { SamDecoderManifest } from './samManifest';
import {
	constantTensors,
	inRowOrder,
	maskTensors,
	promptTensors,
	rowsTogether,
	unpadded,
} from './samTensors';

/** A decoder of SAM's kind: its graph and, where there is one, the part of it that is run once per image. */
export class SamDecoder {
	private readonly decoder: LazyGraph;
	private readonly preparer: LazyGraph | undefined;
	private readonly constants: Tensors;
	/** By feature map, of the last image only, with and without a mask prompt: twice the size of its features. */
	private readonly prepared = new LRUCache<Tensor, Tensors>({ max: 2 });

	/** @param inputSize of the encoder, in pixels along each side */
	constructor(
		private readonly manifest: SamDecoderManifest,
		private readonly packName: string,
		private readonly inputSize: number,
		folder: string,
		runtime: GraphRuntime,
	) {
		const { prepare, decoder } = manifest;
		const graph = (file: string, shape: GraphShape, what: string) =>
			new LazyGraph(() => runtime.load(join(folder, file), shape, `${what} of ${packName}`));
		this.decoder = graph(decoder.file, this.shape(), 'The decoder');
		this.preparer =
			prepare &&
			graph(
				prepare.file,
				{ inputs: [{ name: prepare.input, dims: featureDims(inputSize) }], outputs: [] },
				'The decoder (its first part)',
			);
		this.constants = constantTensors(decoder);
	}

	/** Decodes each prompt independently of the others; they may have different numbers of points. */
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

	async load(): Promise<void> {
		await this.preparer?.get();
		await this.decoder.get();
	}

	async release(): Promise<void> {
		this.prepared.clear();
		// Both at once, so that later calls load both again.
		await Promise.all([this.preparer, this.decoder].map((graph) => graph?.release()));
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
		const side = logitSide(this.inputSize);
		if (masks.data.length !== scores.data.length * side ** 2 || masks.dims.at(-1) !== side) {
			throw new InferenceError(
				'pack',
				`Expected the decoder of ${this.packName} to give ${scores.data.length} masks of ${side} × ${side} for as many scores but received [${masks.dims.join(', ')}].`,
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

	private shape(): GraphShape {
		const { decoder, masksPerPrompt } = this.manifest;
		const { inputs, outputs, form } = decoder;
		const prefix = form === 'queries' ? [-1] : [];
		const masks = masksPerPrompt ?? -1;
		const side = logitSide(this.inputSize);
		return {
			inputs: [
				...(inputs.features === undefined
					? []
					: [{ name: inputs.features, dims: featureDims(this.inputSize) }]),
				...Object.keys(inputs.extra).map((name) => ({ name })),
				...Object.entries(inputs.constants).map(([name, { dims }]) => ({ name, dims })),
				{ name: inputs.pointCoords, dims: [...prefix, -1, -1, 2] },
				{ name: inputs.pointLabels, dims: [...prefix, -1, -1] },
			],
			outputs:
				masksPerPrompt === undefined
					? [{ name: outputs.masks }, { name: outputs.scores }]
					: [
							{ name: outputs.masks, dims: [...prefix, -1, masks, side, side] },
							{ name: outputs.scores, dims: [...prefix, -1, masks] },
						],
		};
	}
}
