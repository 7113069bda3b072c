import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceService } from '../../src/inference/service';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { iou } from '../../src/shared/mask/setOperations';
import { picture, readTruth, type Thing } from './stillLife';
import { never, pointAt, startedService } from './support';

/** With the best level of the ladder, for one click. */
const wanted = 0.8;

describe('the still life', () => {
	let service: InferenceService;
	let image: string;
	let things: Thing[];

	beforeAll(async () => {
		({ service } = await startedService());
		({ image } = await service.openImage(picture));
		things = await readTruth();
	});

	it('has the mask of every object and part in the ladder of one click', async () => {
		const table: string[] = [];
		const missed: string[] = [];
		for (const { name, segmentation, click } of things) {
			const { candidates } = await service.segment({ image, prompts: [pointAt(click.x, click.y)] }, never);
			const truth = decodeRle(segmentation);
			const ious = candidates.map((candidate) => iou(decodeRle(candidate.segmentation), truth));
			const best = Math.max(0, ...ious);
			table.push(`${best.toFixed(3)} ${name} at ${click.x},${click.y}, ${candidates.length} levels`);
			if (best <= wanted) missed.push(`${name}: ${best.toFixed(3)}`);
		}
		console.log(table.join('\n'));
		expect(missed).toEqual([]);
	});
});
