// Checks head.onnx, which git keeps; or makes it of what train.py has written: `node models/part-head/recipe.mjs heads.json --update`.
import { readFileSync } from 'node:fs';
import { runRecipe } from '../packRecipe.mjs';
import { buildHead } from './buildHead.mjs';

const heads = process.argv.find((one) => one.endsWith('.json'));
const make = heads && (() => buildHead(JSON.parse(readFileSync(heads, 'utf8'))));

runRecipe(import.meta.url, ({ parts }) => [[parts, make]]);
