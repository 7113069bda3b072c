import { categoryIds } from '../../dataset/categoryIds';
import { categoryKey, type Dataset } from '../../dataset/dataset';
import type { WriteOptions } from '../../dataset/format';
import { maskOf } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { serializeSidecar } from '../sidecar/serializeSidecar';
import { sidecarSuffix } from '../sidecar/sidecarAddress';
import { sidecarCategory, withDatasetAnnotations } from '../sidecar/sidecarDataset';
import { emptySidecar } from '../sidecar/sidecarModel';

/** Writes a sidecar per image, and the image beside it. */
export async function writeSidecars(
	dataset: Dataset,
	output: OutputFolder,
	options: WriteOptions,
): Promise<void> {
	const idOf = categoryIds(dataset.categories);
	const all = dataset.categories
		.map((category) => sidecarCategory(category, idOf(category)))
		.sort((a, b) => a.id - b.id);
	for await (const image of dataset.images()) {
		const { name, width, height, annotations, extra, split } = image;
		for (const one of annotations) if (one.box) maskOf(one, options);
		const used = new Set(annotations.map(({ category }) => categoryKey(category)));
		const categories = all.filter((one) => used.has(categoryKey(one)));
		const sidecar = withDatasetAnnotations(
			{ ...emptySidecar, set: { annotations: [], categories } },
			annotations,
		);
		const rest = { ...sidecar.rest, image: { ...(split !== undefined && { split }), ...extra } };
		const fileName = name.slice(name.lastIndexOf('/') + 1);
		await output.write(
			name + sidecarSuffix,
			serializeSidecar({ set: sidecar.set, rest }, { fileName, width, height }),
		);
		if (options.copyImages ?? true) await copyPicture(image, name, output, options.losses);
	}
}
