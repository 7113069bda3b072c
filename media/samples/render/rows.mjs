import { aim, cameraOf } from './camera.mjs';
import { lightsOf } from './lights.mjs';
import { materialsOf } from './materials.mjs';
import { drawSamples, newSamples, PAIRS } from './sampler.mjs';
import { makeShader } from './shade.mjs';
import { stageOf } from './stage.mjs';
import { newHit, trace } from './trace.mjs';

/** Makes the function that renders one row of a scene into its layers.
 * @param {import('./stillLife.mjs').Scene} scene @param {import('./layers.mjs').Layers} layers
 * @param {number} grid the square root of the light paths a pixel */
export function makeRowRenderer(scene, layers, grid) {
	const { width, height } = layers;
	const camera = cameraOf(scene.camera, width, height);
	const stage = stageOf(scene.things);
	const shade = makeShader(stage, materialsOf(scene.materials), lightsOf(scene.lights));
	const samples = newSamples(grid);
	const ray = new Float64Array(6);
	const centre = newHit();

	function addPath(/** @type {number} */ at, /** @type {Float64Array} */ sample, x = 0, y = 0) {
		const r = Math.sqrt(sample[PAIRS.lens]);
		const angle = 2 * Math.PI * sample[PAIRS.lens + 1];
		const px = x + sample[PAIRS.pixel];
		aim(ray, camera, px, y + sample[PAIRS.pixel + 1], r * Math.cos(angle), r * Math.sin(angle));
		const { albedo, light, gloss, hit } = shade(ray, sample);
		for (let k = 0; k < 3; k++) {
			layers.albedo[3 * at + k] += albedo[k];
			layers.light[3 * at + k] += albedo[k] * light[k];
			layers.gloss[3 * at + k] += gloss[k];
		}
		layers.normal[3 * at] += hit.nx;
		layers.normal[3 * at + 1] += hit.ny;
		layers.normal[3 * at + 2] += hit.nz;
		layers.depth[at] += hit.piece ? hit.t : 100;
	}

	return function renderRow(/** @type {number} */ y) {
		for (let x = 0; x < width; x++) {
			const at = y * width + x;
			drawSamples(samples, grid, scene.seed, x, y);
			for (const sample of samples) addPath(at, sample, x, y);
			for (let k = 3 * at; k < 3 * at + 3; k++) {
				layers.light[k] /= Math.max(layers.albedo[k], 1e-6);
				layers.albedo[k] /= samples.length;
				layers.gloss[k] /= samples.length;
				layers.normal[k] /= samples.length;
			}
			layers.depth[at] /= samples.length;
			aim(ray, camera, x + 0.5, y + 0.5, 0, 0);
			trace(stage, ray[0], ray[1], ray[2], ray[3], ray[4], ray[5], 200, centre, false);
			layers.ids[at] = centre.piece?.node ?? 0;
		}
	};
}
