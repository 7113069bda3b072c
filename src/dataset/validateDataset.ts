import { messageOf } from '../shared/messageOf';
import { categoryKey, type Dataset, type DatasetImage } from './dataset';
import { imageSize } from './imageFiles';

/** Something in a dataset that a trainer would stumble over. */
export interface Problem {
	/** The image, where it is one's. */
	readonly image?: string;
	/** A sentence. */
	readonly message: string;
	/** A warning does not make the dataset invalid. */
	readonly severity: 'error' | 'warning';
}

/** Reads a dataset to its end and says what is wrong with it, as it comes. */
export async function* validateDataset(dataset: Dataset): AsyncGenerator<Problem> {
	const names = new Set<string>();
	const used = new Set<string>();
	const listed = new Set(dataset.categories.map(categoryKey));
	try {
		for await (const image of dataset.images()) {
			if (names.has(image.name)) yield error(image, 'Another image has the same name.');
			names.add(image.name);
			for (const { category } of image.annotations) {
				used.add(categoryKey(category));
				if (!listed.has(categoryKey(category)))
					yield error(image, `The category “${category.name}” is not listed.`);
			}
			yield* problemsOf(image);
		}
	} catch (failure) {
		yield { message: messageOf(failure), severity: 'error' };
	}
	for (const category of dataset.categories) {
		if (!used.has(categoryKey(category))) {
			yield {
				message: `No annotation is of the ${category.kind} category “${category.name}”.`,
				severity: 'warning',
			};
		}
	}
}

async function* problemsOf(image: DatasetImage): AsyncGenerator<Problem> {
	const { annotations, file, width, height } = image;
	const seen = new Set<string>();
	for (const [i, { mask, category }] of annotations.entries()) {
		if (mask.counts.length === 1) yield error(image, `Annotation ${i + 1} (${category.name}) has no pixel.`);
		const key = `${categoryKey(category)}\n${mask.counts.join(' ')}`;
		if (seen.has(key)) yield error(image, `Annotation ${i + 1} (${category.name}) is there twice.`);
		seen.add(key);
	}
	if (file === undefined) {
		yield { image: image.name, message: 'The picture was not found.', severity: 'warning' };
		return;
	}
	try {
		const size = await imageSize(file);
		if (size.width !== width || size.height !== height) {
			yield error(
				image,
				`The annotations are for ${width} × ${height} pixels, and the picture has ${size.width} × ${size.height}.`,
			);
		}
	} catch (failure) {
		yield error(image, `The picture cannot be read: ${messageOf(failure)}`);
	}
}

const error = ({ name }: DatasetImage, message: string): Problem => ({
	image: name,
	message,
	severity: 'error',
});
