import type { GraphTensor } from '../../shared/protocol/graphDescription';
import { PackError } from '../manifest/packError';
import { decoderInputs, decoderOutputs } from './decoderTensors';
import { type GraphFile, normalisations, type RecognisedPack } from './recognisedPack';

/** EfficientSAM's code pads or cuts the points of a query to this number. */
const maxPoints = 6;

/** Normalisation of the input per cell of the feature map. */
const featureStep = 16;

/**
 * The exports of SAM and those built like it, as their authors and the usual exporters make them.
 *
 * @throws PackError that names what does not fit
 */
export function recogniseSam(encoder: GraphFile, image: GraphTensor, decoder: GraphFile): RecognisedPack {
	const taken = decoderInputs(decoder.graph, encoder.graph, decoder.file);
	const side = sideOf(image, taken.features, encoder.file);
	const isHwc = image.dims.length === 3;
	const isSam2 = taken.maps.length === 2 && taken.maps.every(({ dims }) => dims.length === 4);
	const isEfficient = taken.form === 'queries';
	const given = decoderOutputs(decoder.graph, decoder.file, side / 4);
	const { features, maps, constants, maskPrompt, coords, labels, form } = taken;
	const asIs = isEfficient ? normalisations.unit : normalisations.imagenet;
	return {
		kind: isEfficient ? 'EfficientSAM' : isSam2 ? 'SAM 2' : maps.length === 1 ? 'SAM-HQ' : 'SAM',
		manifest: {
			family: 'sam',
			encoder: {
				file: encoder.file,
				input: image.name,
				output: features.from,
				...(maps.length > 0 ? { extra: maps.map(({ from }) => from) } : {}),
			},
			decoder: {
				file: decoder.file,
				inputs: {
					features: features.name,
					pointCoords: coords,
					pointLabels: labels,
					...(maps.length > 0
						? { extra: Object.fromEntries(maps.map(({ name, from }) => [name, from])) }
						: {}),
					...(constants.length > 0
						? { constants: Object.fromEntries(constants.map((name) => [name.name, name.tensor(side / 4)])) }
						: {}),
					...(maskPrompt && { maskPrompt }),
				},
				outputs: given.outputs,
				// Only decoders without a mask input are known to take several prompts at once.
				batch: taken.takesMany && constants.length === 0 ? 'many' : 'one',
				...(form === 'queries' ? { form, promptScale: 1 / 4, maxPoints } : {}),
				...(isSam2 || isEfficient ? { padding: 'own' } : {}),
			},
			input: {
				size: side,
				resize: isSam2 || isEfficient ? 'stretch' : 'longest-side',
				...(isHwc ? { layout: 'hwc' } : {}),
				...(isHwc ? normalisations.raw : asIs),
			},
			...(given.masks === undefined ? {} : { masksPerPrompt: given.masks }),
			levels: 'ladder',
		},
		notes:
			given.masks === 1
				? [
						`${decoder.file} gives one mask per prompt. Exported without --return-single-mask it would give more levels.`,
					]
				: [],
	};
}

/** The side of the square input: the input's own, or, where that is open, computed from the feature map. */
function sideOf(image: GraphTensor, features: { readonly dims: GraphTensor['dims'] }, file: string): number {
	const own = image.dims.length === 4 ? image.dims.slice(2) : image.dims.slice(0, 2);
	const cells = features.dims.at(-1);
	const side =
		typeof own[0] === 'number' && own[0] > 0
			? own[0]
			: typeof cells === 'number'
				? cells * featureStep
				: undefined;
	if (side !== undefined && own.every((size) => typeof size !== 'number' || size === side)) return side;
	throw new PackError(
		'contents',
		`Expected ${file} to take square images but its input ${image.name} is [${image.dims.join(', ')}].`,
	);
}
