import { dirname, join, relative, sep } from 'node:path';
import type { Dataset, DatasetAnnotation, DatasetImage } from '../../dataset/dataset';
import type { WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { maskOf, outlinePieces, outlineRings } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { ringPoints } from '../../shared/mask/ringPoints';
import { bbox, toBitmap } from '../../shared/mask/runLengths';
import { greyPng } from '../png/pngFile';

/** What differs between the programs that write this kind of file. */
export interface Dialect {
	readonly version: string;
	/** Keys that every file has. */
	readonly file: Readonly<Record<string, unknown>>;
	/** Keys that every shape has. */
	readonly shape: Readonly<Record<string, unknown>>;
	/** Rectangles by two corners, or by all four. */
	readonly rectangleCorners: 2 | 4;
	/** Whether the score has a key of its own. */
	readonly hasScore: boolean;
}

export const labelmeDialect: Dialect = {
	version: '5.5.0',
	file: { flags: {} },
	shape: { description: '', flags: {} },
	rectangleCorners: 2,
	hasScore: false,
};

/** Polygons, and masks for what has holes; polygons only, holes bridged; or masks only. */
export const labelmeVariants = ['auto', 'polygon', 'mask'] as const;

/** Writes a JSON file beside each image: where the target is the folder of the images, the files lie in place. */
export const labelmeWriter =
	(dialect: Dialect) =>
	async (dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> => {
		const stems = new UniqueStems(options.losses);
		for await (const image of dataset.images()) {
			const name = stems.name(image.name);
			const copies = options.copyImages ?? true;
			const file = {
				version: dialect.version,
				...dialect.file,
				...image.extra,
				shapes: image.annotations.flatMap((one, i) => shapesOf(one, i + 1, dialect, options)),
				imagePath: copies ? name.split('/').at(-1) : pathTo(image, join(output.path, dirname(name))),
				imageData: null,
				imageHeight: image.height,
				imageWidth: image.width,
			};
			await output.write(`${stem(name)}.json`, `${JSON.stringify(file, undefined, 2)}\n`);
			if (copies) await copyPicture(image, name, output, options.losses);
		}
	};

function pathTo({ file, name }: DatasetImage, folder: string): string {
	return file === undefined ? name.split('/').at(-1)! : relative(folder, file).split(sep).join('/');
}

function shapesOf(
	annotation: DatasetAnnotation,
	group: number,
	dialect: Dialect,
	options: WriteOptions,
): object[] {
	const { box } = annotation;
	if (box) return [shape(annotation, rectangle(box, dialect), 'rectangle', null, dialect)];
	const asMask =
		options.variant === 'mask' ||
		(options.variant === 'auto' && !annotation.polygons && hasHoles(annotation, options));
	if (asMask) {
		const mask = maskShape(annotation, options);
		if (mask) return [shape(annotation, mask.points, 'mask', null, dialect, mask.png)];
		options.losses.add('emptyMasks');
		return [];
	}
	const rings = outlineRings(annotation, options);
	if (rings.length === 0) options.losses.add('emptyMasks');
	const groupId = rings.length > 1 ? group : null;
	return rings.map((ring) => shape(annotation, ringPoints(ring), 'polygon', groupId, dialect));
}

const hasHoles = (annotation: DatasetAnnotation, options: WriteOptions) =>
	outlinePieces(annotation, { ...options, simplify: 0 }).some(({ holes }) => holes.length > 0);

function shape(
	{ category, level, score, prompts, pack, extra }: DatasetAnnotation,
	points: readonly (readonly number[])[],
	type: string,
	groupId: number | null,
	dialect: Dialect,
	mask?: string,
): object {
	const kind = category.kind === 'part' ? category.kind : undefined;
	const details = { kind, level, score: dialect.hasScore ? undefined : score, prompts, pack };
	const hasDetails = Object.values(details).some((value) => value !== undefined);
	return {
		...dialect.shape,
		...extra,
		label: category.name,
		points,
		group_id: groupId,
		shape_type: type,
		...(dialect.hasScore && { score: score ?? null }),
		...(mask !== undefined && { mask }),
		...(hasDetails && { strata: details }),
	};
}

function rectangle(
	[x, y, width, height]: readonly [number, number, number, number],
	dialect: Dialect,
): number[][] {
	const [right, bottom] = [x + width, y + height];
	return dialect.rectangleCorners === 2
		? [
				[x, y],
				[right, bottom],
			]
		: [
				[x, y],
				[right, y],
				[right, bottom],
				[x, bottom],
			];
}

/** The mask's box as a PNG, with its first and last pixel. */
function maskShape(
	annotation: DatasetAnnotation,
	options: WriteOptions,
): { readonly png: string; readonly points: number[][] } | undefined {
	const mask = maskOf(annotation, options);
	const [left, top, width, height] = bbox(mask);
	if (width === 0) return undefined;
	const bitmap = toBitmap(mask);
	const data = new Uint8Array(width * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) data[y * width + x] = bitmap[(top + y) * mask.width + left + x]! * 255;
	}
	const png = Buffer.from(greyPng(data, width, height)).toString('base64');
	return {
		png,
		points: [
			[left, top],
			[left + width - 1, top + height - 1],
		],
	};
}
