import { describe, expect, it } from 'vitest';
import type { Dataset, DatasetImage } from '../../../src/dataset/dataset';
import { mergeDatasets, selectAnnotations, splitDataset } from '../../../src/dataset/selectDataset';
import { uncategorised } from '../../../src/shared/everything';
import { fullMask } from '../../../src/shared/mask/runLengths';
import fc from '../fastCheck';
import { datasetArbitrary, datasetOf } from './datasets';

const imagesOf = async (dataset: Dataset): Promise<DatasetImage[]> => {
	const all: DatasetImage[] = [];
	for await (const image of dataset.images()) all.push(image);
	return all;
};

const numbered = (count: number) =>
	datasetOf(
		[],
		Array.from({ length: count }, (_, i) => ({ name: `${i}.png`, width: 1, height: 1, annotations: [] })),
	);

describe('splitDataset', () => {
	it('gives each image one part, exact to an image, and the same for the same seed', async () => {
		const share = fc.integer({ min: 1, max: 9 });
		await fc.assert(
			fc.asyncProperty(
				fc.nat(40),
				fc.array(share, { minLength: 1, maxLength: 4 }),
				fc.nat(),
				async (n, shares, seed) => {
					const parts = shares.map((one, i) => ({ name: `p${i}`, share: one }));
					const images = await imagesOf(await splitDataset(numbered(n), parts, seed));
					const total = shares.reduce((a, b) => a + b, 0);
					for (const { name, share: own } of parts) {
						const count = images.filter(({ split }) => split === name).length;
						expect(Math.abs(count - (n * own) / total)).toBeLessThanOrEqual(1);
					}
					expect(images.every(({ split }) => split !== undefined)).toBe(true);
					expect(await imagesOf(await splitDataset(numbered(n), parts, seed))).toEqual(images);
				},
			),
		);
	});
});

describe('selectAnnotations', () => {
	it('keeps all images, and of their annotations those of the kind', async () => {
		await fc.assert(
			fc.asyncProperty(datasetArbitrary(), async (dataset) => {
				const images = await imagesOf(selectAnnotations(dataset, { kind: 'part' }));
				expect(images.map(({ name }) => name)).toEqual(dataset.all.map(({ name }) => name));
				const expected = dataset.all.map(({ annotations }) =>
					annotations.filter((one) => one.category.kind === 'part'),
				);
				expect(images.map(({ annotations }) => annotations)).toEqual(expected);
			}),
		);
	});

	it('leaves out what nobody has named, and the category of it', async () => {
		const categories = [uncategorised, { name: 'cup', kind: 'object' as const }];
		const annotations = categories.map((category) => ({ category, mask: fullMask(1, 1) }));
		const dataset = datasetOf(categories, [{ name: 'a.png', width: 1, height: 1, annotations }]);
		const named = selectAnnotations(dataset, { named: true });
		expect(named.categories.map(({ name }) => name)).toEqual(['cup']);
		const [image] = await imagesOf(named);
		expect(image!.annotations.map(({ category }) => category.name)).toEqual(['cup']);
	});
});

describe('mergeDatasets', () => {
	const mask = fullMask(2, 2);
	const one = (name: string, category: string, size = 2): Dataset =>
		datasetOf(
			[{ id: 7, name: category, kind: 'object' }],
			[
				{
					name,
					width: size,
					height: 2,
					annotations: [{ category: { name: category, kind: 'object' }, mask }],
				},
			],
		);

	it('joins categories of one name and the annotations of one image', async () => {
		const merged = mergeDatasets([one('a', 'cat'), one('b', 'cat'), one('a', 'dog')]);
		expect(merged.categories).toEqual([
			{ name: 'cat', kind: 'object' },
			{ name: 'dog', kind: 'object' },
		]);
		const images = await imagesOf(merged);
		expect(
			images.map(({ name, annotations }) => [name, annotations.map(({ category }) => category.name)]),
		).toEqual([
			['b', ['cat']],
			['a', ['cat', 'dog']],
		]);
	});

	it('refuses two images of one name and different sizes', async () => {
		await expect(imagesOf(mergeDatasets([one('a', 'cat'), one('a', 'cat', 3)]))).rejects.toThrow(
			/Rename one of them/,
		);
	});
});
