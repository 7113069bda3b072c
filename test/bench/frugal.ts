// `npm run frugal -- [IMAGE…]`: what asking at a fifth of the points saves, and which masks of the full grid it finds.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodedMasks } from '../../src/inference/everything/decodedMasks';
import { generateMasks } from '../../src/inference/everything/generateMasks';
import { pointGrid } from '../../src/inference/everything/pointGrid';
import { everyPoint, frugalOrder, type PointOrder } from '../../src/inference/everything/pointOrder';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { iou } from '../../src/shared/mask/setOperations';
import { everythingDefaults } from '../../src/shared/thresholds';
import { timed } from './timed';

const models = path.join(__dirname, '..', 'models');
const sample = path.join(__dirname, '..', 'media', 'samples', 'still-life.jpg');
/** From which IoU on a mask of the full grid counts as found. */
const found = 0.8;

const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`;

async function main(files: readonly string[]): Promise<void> {
	const pack = await findPack([models], bundledPack);
	const model = openModel(pack, onnxRuntime('cpu'));
	const sums = { calls: 0, fullCalls: 0, hits: 0, masks: 0, frugalMasks: 0, ms: 0, fullMs: 0 };
	for (const file of files) {
		const bytes = await readFile(file);
		const info = await readImageInfo(bytes, file);
		const features = await model.encode(await readPixels(bytes, file, info, model.inputSizeOf(info)));
		const space = model.spaceOf(info);
		const points = pointGrid(info, everythingDefaults.pointsPerSide);
		const masksBy = async (order: PointOrder) => {
			let calls = 0;
			const decode: typeof model.decode = (_, prompts) => {
				calls += prompts.length;
				return model.decode(features, prompts);
			};
			const source = decodedMasks(
				(prompts) => decode(features, prompts),
				space,
				pack.manifest.levels,
				model.batch,
			);
			const criteria = { ...everythingDefaults, ...pack.manifest.everything };
			const pause = () => Promise.resolve();
			const { value, ms } = await timed(() =>
				generateMasks({ source, space, points, order, criteria, pause }),
			);
			return { ms, calls, masks: value.masks.map(({ segmentation }) => decodeRle(segmentation)) };
		};
		const frugal = await masksBy(
			frugalOrder({ points, features: model.featureMapOf(features, info), space }),
		);
		const full = await masksBy(everyPoint(points.length));
		const hits = full.masks.filter((mask) => frugal.masks.some((other) => iou(mask, other) >= found)).length;
		console.log(
			`${path.basename(file)}: ${percent(frugal.calls, full.calls)} of the decoder's prompts, ${percent(frugal.ms, full.ms)} of the time, ${hits} of ${full.masks.length} masks found`,
		);
		sums.calls += frugal.calls;
		sums.fullCalls += full.calls;
		sums.hits += hits;
		sums.masks += full.masks.length;
		sums.frugalMasks += frugal.masks.length;
		sums.ms += frugal.ms;
		sums.fullMs += full.ms;
	}
	const { calls, fullCalls, hits, masks, frugalMasks, ms, fullMs } = sums;
	console.log(
		`all: ${percent(calls, fullCalls)} of the decoder's prompts, ${percent(ms, fullMs)} of the time, ${percent(hits, masks)} of the masks (IoU ${found}), ${frugalMasks} masks instead of ${masks}`,
	);
}

const files = process.argv.slice(2);
void main(files.length > 0 ? files : [sample]);
