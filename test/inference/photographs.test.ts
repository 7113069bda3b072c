import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceService } from '../../src/inference/service';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { containsPixel } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import { never, pointAt, root, startedService } from './support';

const folder = path.resolve(root, '..', 'shared', 'samples');
if (!existsSync(folder)) console.log(`skipped: photographs (no ${folder})`);

/** A click, and what share of the picture the thing there takes, at least and at most. */
const clicks = [
	{ file: 'zebra.jpg', x: 480, y: 320, share: [0.3, 0.45] },
	{ file: 'coffee.jpg', x: 444, y: 371, share: [0.05, 0.2] },
	{ file: 'otters.jpg', x: 1021, y: 486, share: [0.07, 0.2] },
] as const;

describe.skipIf(!existsSync(folder))('photographs', () => {
	let service: InferenceService;
	beforeAll(async () => {
		({ service } = await startedService());
	});

	it.each(clicks)('$file: one click gives distinct, ordered masks with the click in them', async (click) => {
		const { image, width, height } = await service.openImage(path.join(folder, click.file));
		const prompts = [pointAt(click.x, click.y)];
		const { candidates, first, milliseconds } = await service.segment({ image, prompts }, never);
		expect(candidates.length).toBeGreaterThan(1);
		const masks = candidates.map(({ segmentation }) => decodeRle(segmentation));
		for (const [i, mask] of masks.entries()) {
			expect(containsPixel(mask, click.x, click.y)).toBe(true);
			if (i > 0) expect(candidates[i]!.area).toBeGreaterThanOrEqual(candidates[i - 1]!.area);
			for (const other of masks.slice(0, i)) expect(iou(mask, other)).toBeLessThan(0.9);
		}
		const [least, most] = click.share;
		const shares = candidates.map(({ area }) => area / (width * height));
		const { encode, decode, rest } = milliseconds;
		const times = [encode, decode, rest].map((ms) => ms.toFixed(0)).join(' + ');
		const levels = shares
			.map((share, i) => `${i === first ? '*' : ''}${(share * 100).toFixed(1)}`)
			.join(', ');
		console.log(`${click.file} ${width} × ${height}: ${levels} %; encode + decode + rest ${times} ms`);
		expect(shares.some((share) => share > least && share < most)).toBe(true);
	});
});
