const featureChannels = 256;
/** Pixels of the input per cell of the features. */
export const featureStep = 16;
const logitStep = 4;

/** Cells of logits along each side. */
export const logitSide = (inputSize: number): number => inputSize / logitStep;

/** The feature map's, float32. */
export function featureDims(inputSize: number): readonly [number, number, number, number] {
	const side = inputSize / featureStep;
	return [1, featureChannels, side, side];
}

/** How many cells of features a side of the image covers, including the next logit, which interpolation reads. */
export function coveredBy(pixels: number): number {
	const logits = pixels / logitStep + 1.625;
	return Math.ceil((logits * logitStep) / featureStep);
}

/** The key of a mask prompt among the features, where the decoder itself takes it. */
export const maskKey = 'prompt:mask';

/** The key of an additional output of the encoder among the features. */
export const extraKey = (output: string) => `extra:${output}`;
