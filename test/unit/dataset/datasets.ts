import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { writeDataset } from '../../../src/dataset/convertDataset';
import type { Dataset, DatasetAnnotation, DatasetCategory, DatasetImage } from '../../../src/dataset/dataset';
import type { Format } from '../../../src/dataset/format';
import { Losses } from '../../../src/dataset/losses';
import { OutputFolder } from '../../../src/dataset/outputFolder';
import type { CategoryKind } from '../../../src/shared/annotations/annotation';
import { fromBitmap, type RunLengths, toBitmap } from '../../../src/shared/mask/runLengths';
import { subtract, union } from '../../../src/shared/mask/setOperations';
import fc from '../fastCheck';

type Size = Pick<DatasetImage, 'width' | 'height'>;

const size = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 30 }) });

/** The pixels of a rectangle of the size, from parts of its sides. */
function rectangle({ width, height }: Size, [a, b, c, d]: readonly number[]): RunLengths {
	const [x0, x1] = [Math.floor(a! * width), Math.ceil(b! * width)].sort((p, q) => p - q) as [number, number];
	const [y0, y1] = [Math.floor(c! * height), Math.ceil(d! * height)].sort((p, q) => p - q) as [
		number,
		number,
	];
	const pixels = Uint8Array.from({ length: width * height }, (_, i) => {
		const [x, y] = [i % width, Math.floor(i / width)];
		return x >= x0 && x < x1 && y >= y0 && y < y1 ? 1 : 0;
	});
	return fromBitmap(pixels, width, height);
}

/** Every `period`th pixel of a mask taken out: holes, and islands in them. */
function perforated(mask: RunLengths, period: number): RunLengths {
	const pixels = toBitmap(mask).map((value, i) => (i % period === 0 ? 0 : value));
	return fromBitmap(pixels, mask.width, mask.height);
}

const part = fc.integer({ min: 0, max: 16 }).map((n) => n / 16);

/** Boxes, several islands, masks with holes, noise; never empty. */
const maskIn = (of: Size): fc.Arbitrary<RunLengths> => {
	const box = fc.tuple(part, part, part, part).map((parts) => rectangle(of, parts));
	const noise = fc
		.uint8Array({ minLength: of.width * of.height, maxLength: of.width * of.height, max: 1 })
		.map((pixels) => fromBitmap(pixels, of.width, of.height));
	return fc
		.oneof(
			box,
			fc.tuple(box, box).map(([a, b]) => union(a, b)),
			fc.tuple(box, fc.integer({ min: 2, max: 11 })).map(([mask, period]) => perforated(mask, period)),
			noise,
		)
		.filter((mask) => mask.counts.length > 1);
};

/** Names that break careless readers and writers. */
const categoryNames = [
	'dog',
	'Straße "7"',
	'a/b\\c',
	'<x> & "y"',
	'名前 🐕',
	'comma, semicolon; tab\tend',
	'true',
	'007',
	'null',
	'- list: #not a comment',
	'line\nbreak',
	'__proto__',
];
const imageNames = ['a.png', 'b/a.png', 'b/Ünï ço & dé.png', 'c d.png', '#1 100%.png'];

/** What a test asks for; all that is not excluded is there. */
interface Wanted {
	readonly kinds?: readonly CategoryKind[];
	readonly details?: boolean;
	readonly splits?: boolean;
	readonly overlaps?: boolean;
}

const score = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000);
const details = fc.record(
	{
		level: fc.integer({ min: 1, max: 6 }),
		score,
		pack: fc.constant('strata-s'),
		prompts: fc.constant([{ type: 'point', x: 1.5, y: 2, positive: true } as const]),
	},
	{ requiredKeys: [] },
);

export const datasetArbitrary = ({
	kinds = ['object', 'part'],
	details: hasDetails = true,
	splits = true,
	overlaps = true,
}: Wanted = {}): fc.Arbitrary<Dataset & { readonly all: readonly DatasetImage[] }> => {
	const category: fc.Arbitrary<DatasetCategory> = fc.record({
		name: fc.constantFrom(...categoryNames),
		kind: fc.constantFrom(...kinds),
	});
	return fc
		.tuple(
			fc.uniqueArray(category, {
				minLength: 1,
				maxLength: 6,
				selector: ({ name, kind }) => `${kind} ${name}`,
			}),
			fc.shuffledSubarray(imageNames, { minLength: 1, maxLength: 3 }),
		)
		.chain(([categories, names]) => {
			const image = (name: string): fc.Arbitrary<DatasetImage> =>
				fc
					.tuple(size, splits ? fc.constantFrom('train', 'val', 'test') : fc.constant(undefined))
					.chain(([of, split]) => {
						const annotation: fc.Arbitrary<DatasetAnnotation> = fc
							.tuple(fc.constantFrom(...categories), maskIn(of), hasDetails ? details : fc.constant({}))
							.map(([{ name, kind }, mask, rest]) => ({ category: { name, kind }, mask, ...rest }));
						return fc.array(annotation, { maxLength: 4 }).map((annotations) => ({
							name,
							...of,
							...(split && { split }),
							annotations: overlaps ? annotations : disjoint(annotations),
						}));
					});
			return fc.tuple(...names.map(image)).map((images) => {
				return datasetOf(categories, images);
			});
		});
};

/** The same annotations without the pixels that earlier ones have. */
function disjoint(annotations: readonly DatasetAnnotation[]): DatasetAnnotation[] {
	const result: DatasetAnnotation[] = [];
	for (const one of annotations) {
		const mask = result.reduce((rest, other) => subtract(rest, other.mask), one.mask);
		if (mask.counts.length > 1) result.push({ ...one, mask });
	}
	return result;
}

export function datasetOf(
	categories: readonly DatasetCategory[],
	all: readonly DatasetImage[],
): Dataset & { readonly all: readonly DatasetImage[] } {
	return {
		categories,
		imageCount: all.length,
		all,
		async *images() {
			yield* all;
		},
	};
}

/** A folder of this test, removed after `use`. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'strata-formats-'));
	try {
		return await use(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** The same dataset with a picture for each image, in `folder`. */
export async function withPictures(
	dataset: Dataset & { readonly all: readonly DatasetImage[] },
	folder: string,
): Promise<ReturnType<typeof datasetOf>> {
	const all: DatasetImage[] = [];
	for (const image of dataset.all) {
		const file = join(folder, image.name);
		const { width, height } = image;
		await mkdir(dirname(file), { recursive: true });
		await writeFile(
			file,
			encode({ width, height, channels: 3, data: new Uint8Array(width * height * 3).fill(90) }),
		);
		all.push({ ...image, file });
	}
	return datasetOf(dataset.categories, all);
}

/** Writes a dataset with a format and reads it again. */
export async function roundTrip(
	dataset: Dataset,
	format: Format,
	folder: string,
	{
		variant = format.variants?.[0] ?? '',
		simplify = 0,
		copyImages,
	}: { variant?: string; simplify?: number; copyImages?: boolean } = {},
) {
	const written = new Losses();
	const read = new Losses();
	const output = new OutputFolder(folder, false);
	await writeDataset(dataset, { ...format, write: format.write! }, output, {
		losses: written,
		simplify,
		variant,
		...(copyImages !== undefined && { copyImages }),
	});
	const back = await format.read!(folder, { losses: read });
	const images: DatasetImage[] = [];
	for await (const image of back.images()) images.push(image);
	return { images, categories: back.categories, written, read };
}

/** What every format that holds masks must give back, in an order that does not matter. */
export function maskFacts(
	images: readonly DatasetImage[],
	{ splits = true, kinds = true, details = true } = {},
) {
	return images
		.map(({ name, width, height, split, annotations }) => ({
			name,
			width,
			height,
			...(splits && { split }),
			annotations: annotations
				.map(({ category, mask, level, score, prompts, pack }) => ({
					category: kinds ? `${category.kind} ${category.name}` : category.name,
					counts: Array.from(mask.counts).join(' '),
					...(details && { level, score, prompts, pack }),
				}))
				.sort((a, b) => order(JSON.stringify(a), JSON.stringify(b))),
		}))
		.sort((a, b) => order(a.name, b.name));
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
