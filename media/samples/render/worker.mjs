import { parentPort, workerData } from 'node:worker_threads';
import { layersOn } from './layers.mjs';
import { makeRowRenderer } from './rows.mjs';

const { scene, memory, next, grid } = workerData;
const { width, height } = scene;
const renderRow = makeRowRenderer(scene, layersOn(memory, width, height), grid);
const counter = new Int32Array(next);

for (let y = Atomics.add(counter, 0, 1); y < height; y = Atomics.add(counter, 0, 1)) renderRow(y);
parentPort?.postMessage('done');
