import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../../src/dataset/format';
import { coco } from '../../../src/formats/coco/coco';
import { cvat } from '../../../src/formats/cvat/cvat';
import { labelme } from '../../../src/formats/labelme/labelme';
import { labelStudio } from '../../../src/formats/labelStudio/labelStudio';
import { panoptic } from '../../../src/formats/panoptic/panoptic';
import { strata } from '../../../src/formats/strata/strata';
import { voc } from '../../../src/formats/voc/voc';
import { xAnyLabeling } from '../../../src/formats/xAnyLabeling/xAnyLabeling';
import { yolo } from '../../../src/formats/yolo/yolo';
import { datasetArbitrary, inTemporaryFolder, maskFacts, roundTrip, withPictures } from '../dataset/datasets';
import fc from '../fastCheck';

interface Case {
	readonly format: Format;
	readonly variant?: string;
	/** What the format does not hold, so that the random datasets have none of it. */
	readonly without?: {
		readonly kinds?: true;
		readonly details?: true;
		readonly splits?: true;
		readonly overlaps?: true;
	};
}

/** Every format that gives masks back exactly, with what it holds besides. */
const cases: readonly Case[] = [
	{ format: strata },
	{ format: coco },
	{ format: coco, variant: 'polygon' },
	{ format: labelme, without: { splits: true } },
	{ format: labelme, variant: 'polygon', without: { splits: true } },
	{ format: labelme, variant: 'mask', without: { splits: true } },
	{ format: xAnyLabeling, without: { splits: true } },
	{ format: cvat, without: { kinds: true, details: true } },
	{ format: cvat, variant: 'polygon', without: { kinds: true, details: true } },
	{ format: labelStudio, without: { kinds: true, details: true, splits: true } },
	{ format: panoptic, without: { details: true, overlaps: true } },
	{ format: voc, without: { kinds: true, details: true, overlaps: true } },
	{ format: yolo, without: { kinds: true, details: true } },
];

describe.each(cases)('$format.description.name $variant', ({ format, variant, without = {} }) => {
	it('gives random annotations back exactly, with holes, islands and unusual names', {
		timeout: 60_000,
	}, async () => {
		const wanted = datasetArbitrary({
			kinds: without.kinds ? ['object'] : ['object', 'part'],
			details: !without.details,
			splits: !without.splits,
			overlaps: !without.overlaps,
		});
		await fc.assert(
			fc.asyncProperty(wanted, async (random) => {
				await inTemporaryFolder(async (folder) => {
					const dataset = await withPictures(random, join(folder, 'pictures'));
					const back = await roundTrip(dataset, format, join(folder, 'written'), {
						copyImages: true,
						...(variant && { variant }),
					});
					expect(maskFacts(back.images)).toEqual(maskFacts(dataset.all));
					expect(back.read.toJSON()).toEqual({});
				});
			}),
			{ numRuns: 25 },
		);
	});
});
