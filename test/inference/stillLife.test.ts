import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceService } from '../../src/inference/service';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import type { Rle } from '../../src/shared/mask/rle';
import { iou } from '../../src/shared/mask/setOperations';
import { never, pointAt, root, startedService } from './support';

const picture = path.join(root, 'media', 'samples', 'still-life.jpg');
const truthFile = path.join(root, 'test', 'fixtures', 'still-life.truth.json');
/** With the best level of the ladder, for one click. */
const wanted = 0.8;

interface Thing {
	readonly name: string;
	readonly segmentation: Rle;
	readonly click: { readonly x: number; readonly y: number };
}

async function readTruth(): Promise<Thing[]> {
	const { annotations, categories } = JSON.parse(await readFile(truthFile, 'utf8'));
	return annotations.map(
		(annotation: { category_id: number; segmentation: Rle; strata: Pick<Thing, 'click'> }) => ({
			name: categories.find(({ id }: { id: number }) => id === annotation.category_id).name,
			segmentation: annotation.segmentation,
			click: annotation.strata.click,
		}),
	);
}

describe('the still life', () => {
	let service: InferenceService;
	let image: string;
	let things: Thing[];

	beforeAll(async () => {
		({ service } = await startedService());
		({ image } = await service.openImage({ source: picture }));
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
