import type { Dataset, DatasetAnnotation, DatasetImage } from '../../dataset/dataset';
import type { WriteOptions } from '../../dataset/format';
import { maskOf } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { encodeBrush } from './brushRle';

/** What the names of the tags in a labelling configuration are, unless someone changed them. */
const tag = { from_name: 'tag', to_name: 'image' };

/** Writes `tasks.json`, to be imported into a project with `<BrushLabels name="tag" toName="image">`. */
export async function writeLabelStudio(
	dataset: Dataset,
	output: OutputFolder,
	options: WriteOptions,
): Promise<void> {
	const file = await output.stream('tasks.json');
	let count = 0;
	for await (const image of dataset.images()) {
		const result = image.annotations.flatMap((one, i) =>
			resultOf(one, image, `${count + 1}-${i + 1}`, options),
		);
		const task = {
			data: { image: `/data/local-files/?d=${image.name.split('/').map(encodeURIComponent).join('/')}` },
			annotations: [{ result }],
		};
		await file.write(`${count++ === 0 ? '[' : ','}\n\t${JSON.stringify(task)}`);
		if (options.copyImages) await copyPicture(image, image.name, output, options.losses);
	}
	await file.write(count === 0 ? '[]\n' : '\n]\n');
	await file.end();
}

function resultOf(
	annotation: DatasetAnnotation,
	{ width, height }: DatasetImage,
	id: string,
	options: WriteOptions,
): object[] {
	const common = { id, ...tag, original_width: width, original_height: height, image_rotation: 0 };
	const labels = [annotation.category.name];
	const { box, score } = annotation;
	const meta = score === undefined ? {} : { score };
	if (box) {
		const [x, y, w, h] = box;
		const percent = (value: number, of: number) => (100 * value) / of;
		const value = {
			...{
				x: percent(x, width),
				y: percent(y, height),
				width: percent(w, width),
				height: percent(h, height),
			},
			rotation: 0,
			rectanglelabels: labels,
		};
		return [{ ...common, type: 'rectanglelabels', value, ...meta }];
	}
	const mask = maskOf(annotation, options);
	if (mask.counts.length === 1) {
		options.losses.add('emptyMasks');
		return [];
	}
	return [
		{
			...common,
			type: 'brushlabels',
			value: { format: 'rle', rle: encodeBrush(mask), brushlabels: labels },
			...meta,
		},
	];
}
