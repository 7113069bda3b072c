import type { GraphDescription, GraphTensor } from '../shared/graphDescription';
import { type GraphFile, preparations, type RecognisedPack } from './recognisedPack';

/** What Semantic-SAM was trained with; no part of its files. */
const usual = { shortSide: 640, longSide: 1333, multipleOf: 32, clickSide: 0.005 };

const names = { boxes: 'boxes', maskFeatures: 'mask_features', memory: 'memory' } as const;

/** Whether these are the decoder's tensors of a Semantic-SAM that models/export made. */
export function isSemanticSamDecoder({ inputs }: GraphDescription): boolean {
	return Object.values(names).every((name) => inputs.some((input) => input.name === name));
}

/** Semantic-SAM as models/export writes it, without the pack.json that lay beside it. */
export function recogniseSemanticSam(
	encoder: GraphFile,
	image: GraphTensor,
	decoder: GraphFile,
): RecognisedPack {
	const { clickSide, ...sides } = usual;
	const channels = decoder.graph.inputs.find(({ name }) => name === names.maskFeatures)?.dims[1];
	const masks = decoder.graph.outputs.find(({ name }) => name === 'scores')?.dims[1];
	return {
		kind: 'Semantic-SAM',
		manifest: {
			family: 'semantic-sam',
			encoder: {
				file: encoder.file,
				input: image.name,
				outputs: { maskFeatures: names.maskFeatures, memory: names.memory },
			},
			decoder: { file: decoder.file, inputs: names, outputs: { masks: 'masks', scores: 'scores' } },
			input: { ...sides, resize: 'short-side', resample: 'bicubic', ...preparations.imagenet },
			channels,
			clickSide,
			masksPerPrompt: masks,
			levels: 'native',
		},
		notes: [],
	};
}
