import type { GraphDescription, GraphTensor } from '../../shared/protocol/graphDescription';
import { PackError } from '../manifest/packError';
import { type GraphFile, type Graphs, normalisations, type RecognisedPack } from './recognisedPack';

/** The settings of Semantic-SAM's training, which its files do not contain. */
const trained = { shortSide: 640, longSide: 1333, multipleOf: 32, clickSide: 0.005 };

const names = { boxes: 'boxes', maskFeatures: 'mask_features', memory: 'memory' } as const;

const embeds = 'mask_embeds';

function isMaskMaker({ inputs }: GraphDescription): boolean {
	return [embeds, names.maskFeatures].every((name) => inputs.some((input) => input.name === name));
}

/** Whether a graph is the decoder of a Semantic-SAM that models/export wrote. */
export function isSemanticSamDecoder({ inputs }: GraphDescription): boolean {
	return Object.values(names).every((name) => inputs.some((input) => input.name === name));
}

/**
 * Semantic-SAM as models/export writes it, without its pack.json.
 *
 * @throws PackError where the graph that makes the masks is missing
 */
export function recogniseSemanticSam(
	encoder: GraphFile,
	image: GraphTensor,
	decoder: GraphFile,
	graphs: Graphs,
): RecognisedPack {
	const masks = [...graphs].find(([, graph]) => isMaskMaker(graph))?.[0];
	if (masks === undefined) {
		throw new PackError(
			'contents',
			`Expected a graph that makes masks (${embeds}, ${names.maskFeatures}) beside ${decoder.file} but found none. Export the model again with Strata’s models/export.`,
		);
	}
	const { clickSide, ...sides } = trained;
	const channels = decoder.graph.inputs.find(({ name }) => name === names.maskFeatures)?.dims[1];
	const masksPerPrompt = decoder.graph.outputs.find(({ name }) => name === 'scores')?.dims[1];
	return {
		kind: 'Semantic-SAM',
		manifest: {
			family: 'semantic-sam',
			encoder: {
				file: encoder.file,
				input: image.name,
				outputs: { maskFeatures: names.maskFeatures, memory: names.memory },
			},
			decoder: {
				file: decoder.file,
				inputs: names,
				outputs: { scores: 'scores', boxes: 'mask_boxes', embeds },
			},
			masks: { file: masks, inputs: { embeds, maskFeatures: names.maskFeatures }, output: 'masks' },
			input: { ...sides, resize: 'short-side', resample: 'bicubic', ...normalisations.imagenet },
			channels,
			clickSide,
			masksPerPrompt,
			levels: 'native',
		},
		notes: [],
	};
}
