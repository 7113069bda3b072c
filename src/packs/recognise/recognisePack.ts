import type { GraphDescription, GraphTensor } from '../../shared/protocol/graphDescription';
import { PackError } from '../manifest/packError';
import { recogniseClip, takesTokens } from './recogniseClip';
import type { GraphFile, Graphs, RecognisedPack } from './recognisedPack';
import { recogniseSam } from './recogniseSam';
import { isSemanticSamDecoder, recogniseSemanticSam } from './recogniseSemanticSam';

/**
 * Recognises a model by the names and sizes of its tensors.
 *
 * @throws PackError with a sentence that lists what was found
 */
export function recognisePack(graphs: Graphs): RecognisedPack {
	const encoder = onlyOne(graphs, 'image encoder', (graph) => imageInput(graph) !== undefined);
	if ([...graphs.values()].some(takesTokens))
		return recogniseClip(encoder, imageInput(encoder.graph)!, graphs);
	const decoder = onlyOne(
		graphs,
		'prompt decoder',
		(graph) => takesPoints(graph) || isSemanticSamDecoder(graph),
	);
	const image = imageInput(encoder.graph)!;
	return isSemanticSamDecoder(decoder.graph)
		? recogniseSemanticSam(encoder, image, decoder, graphs)
		: recogniseSam(encoder, image, decoder);
}

function onlyOne(graphs: Graphs, role: string, is: (graph: GraphDescription) => boolean): GraphFile {
	const found = [...graphs].filter(([, graph]) => is(graph));
	const [first] = found;
	if (first && found.length === 1) return { file: first[0], graph: first[1] };
	const what = found.length === 0 ? listed(graphs) : `several: ${found.map(([file]) => file).join(', ')}`;
	throw new PackError('contents', `Expected one ${role} among the ONNX files but found ${what}.`);
}

const listed = (graphs: Graphs) =>
	[...graphs]
		.map(([file, { inputs }]) => `${file} (${inputs.map(({ name }) => name).join(', ')})`)
		.join('; ') || 'none';

/** The input that takes an image: [1, 3, height, width], or [height, width, 3]. Hugging Face's exports say no sizes. */
function imageInput({ inputs }: GraphDescription): GraphTensor | undefined {
	return inputs.length === 1
		? inputs.find(
				({ name, dims }) =>
					(dims.length === 4 && (dims[1] === 3 || name === 'pixel_values')) ||
					(dims.length === 3 && dims[2] === 3),
			)
		: undefined;
}

function takesPoints({ inputs }: GraphDescription): boolean {
	return inputs.some(({ dims }) => dims.length >= 3 && dims.at(-1) === 2);
}
