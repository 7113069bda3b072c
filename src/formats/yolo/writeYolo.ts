import { categoryKey, type Dataset, type DatasetAnnotation, type DatasetImage } from '../../dataset/dataset';
import { flatNames } from '../../dataset/flatNames';
import type { WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { boxOf, outlineRing } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { dataYaml } from './dataYaml';

/** Polygons, or boxes. */
export const yoloVariants = ['segment', 'detect'] as const;

/** Writes `data.yaml`, `images/SPLIT` and `labels/SPLIT`, as trainers take them. */
export async function writeYolo(
	dataset: Dataset,
	output: OutputFolder,
	options: WriteOptions,
): Promise<void> {
	const { names, indexOf } = flatNames(dataset.categories, options.losses);
	const stems = new UniqueStems(options.losses);
	const splits = new Set<string>();
	for await (const image of dataset.images()) {
		const { split = 'train' } = image;
		splits.add(split);
		const name = stems.name(image.name);
		const rows = image.annotations.flatMap((annotation) => {
			const values =
				options.variant === 'detect' ? boxRow(annotation, options) : polygonRow(annotation, options);
			if (!values) return [];
			return [[indexOf.get(categoryKey(annotation.category)), ...relative(values, image)].join(' ')];
		});
		await output.write(`labels/${split}/${stem(name)}.txt`, rows.map((row) => `${row}\n`).join(''));
		if (options.copyImages ?? true)
			await copyPicture(image, `images/${split}/${name}`, output, options.losses);
	}
	await output.write('data.yaml', dataYaml(names, [...splits]));
}

function polygonRow(annotation: DatasetAnnotation, options: WriteOptions): readonly number[] | undefined {
	const ring = outlineRing(annotation, options);
	if (!ring) options.losses.add('emptyMasks');
	return ring;
}

/** Centre and size. */
function boxRow(annotation: DatasetAnnotation, options: WriteOptions): readonly number[] | undefined {
	const box = boxOf(annotation, options);
	if (!box) return undefined;
	const [x, y, width, height] = box;
	return [x + width / 2, y + height / 2, width, height];
}

/** From 0 to 1, so that labels fit the image at every size. */
function relative(values: readonly number[], { width, height }: DatasetImage): number[] {
	return values.map((value, i) => {
		const part = value / (i % 2 === 0 ? width : height);
		return Number(Math.min(1, Math.max(0, part)).toFixed(8));
	});
}
