import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { layerMemory, layersOn } from './layers.mjs';

/** Renders a scene on all cores. Each row depends on the scene alone, so the cores' number changes nothing.
 * @param {import('./stillLife.mjs').Scene} scene @param {number} grid the square root of the light paths a pixel */
export async function render(scene, grid) {
	const memory = layerMemory(scene.width, scene.height);
	const next = new SharedArrayBuffer(4);
	const workerData = { scene, memory, next, grid };
	const cores = Array.from({ length: availableParallelism() }, () => done(workerData));
	await Promise.all(cores);
	return layersOn(memory, scene.width, scene.height);
}

/** @param {object} workerData @returns {Promise<void>} */
function done(workerData) {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData });
		worker.once('message', () => resolve());
		worker.once('error', reject);
	});
}
