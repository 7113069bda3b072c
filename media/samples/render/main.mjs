// Renders the sample pictures and writes what is truly in them: node media/samples/render/main.mjs
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { develop } from './develop.mjs';
import { render } from './render.mjs';
import { stageOf } from './stage.mjs';
import { stillLife } from './stillLife.mjs';
import { truthOf, truthText } from './truth.mjs';

const GRID = 4;
const FILE_NAME = 'still-life.jpg';
const picturePath = fileURLToPath(new URL(`../${FILE_NAME}`, import.meta.url));
const truthPath = fileURLToPath(new URL('../../../test/fixtures/still-life.truth.json', import.meta.url));

const { width, height, film, things } = stillLife;
const start = performance.now();
const layers = await render(stillLife, GRID);
const pixels = develop(layers, film);
await sharp(pixels, { raw: { width, height, channels: 3 } })
	.jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
	.toFile(picturePath);
const truth = truthOf(layers, stageOf(things).nodes, FILE_NAME);
await writeFile(truthPath, truthText(truth));
const seconds = Math.round((performance.now() - start) / 1000);
process.stdout.write(`${FILE_NAME}: ${truth.annotations.length} objects and parts, ${seconds} s\n`);
