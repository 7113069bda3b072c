import type { Annotation } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import { withParents } from '../shared/annotations/partOfTree';
import { encodeRle } from '../shared/mask/cocoRle';
import { area, bbox } from '../shared/mask/runLengths';
import { messageOf } from '../shared/messageOf';
import { type AnnotationProblem, annotationProblems } from './annotationProblems';
import { categoryKey, type Dataset, type DatasetAnnotation, type DatasetImage } from './dataset';
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
			for (const { category } of image.annotations) used.add(categoryKey(category));
			yield* problemsOf(image, (category) => listed.has(categoryKey(category)));
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

async function* problemsOf(
	image: DatasetImage,
	listed: (category: CategoryName) => boolean,
): AsyncGenerator<Problem> {
	const { annotations, file, width, height } = image;
	const wholes = wholesOf(annotations);
	const checked = annotations.map((one, i) => ({ ...one, hasWhole: wholes[i]! }));
	for (const problem of annotationProblems(checked, listed)) {
		const { name } = annotations[problem.index]!.category;
		const isWarning = problem.kind === 'partAlone' || problem.kind === 'twin';
		yield {
			image: image.name,
			message: sentenceOf(problem, name),
			severity: isWarning ? 'warning' : 'error',
		};
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

/** Whether each of an image's annotations lies in another one. */
function wholesOf(annotations: readonly DatasetAnnotation[]): boolean[] {
	const masks = annotations.map(({ mask }, id): Annotation => {
		const segmentation = encodeRle(mask);
		return { id, categoryId: 0, segmentation, area: area(mask), bbox: bbox(mask) };
	});
	return withParents(masks).map(({ parent }) => parent !== undefined);
}

function sentenceOf(problem: AnnotationProblem, category: string): string {
	const annotation = `Annotation ${problem.index + 1} (${category})`;
	switch (problem.kind) {
		case 'unlisted':
			return `The category “${category}” is not listed.`;
		case 'empty':
			return `${annotation} has no pixel.`;
		case 'outside':
			return `${annotation} lies outside the image in part.`;
		case 'partAlone':
			return `${annotation} is a part, but lies in no object.`;
		case 'repeated':
			return `${annotation} is there twice.`;
		case 'twin':
			return `${annotation} is all but the same as annotation ${problem.other + 1} (IoU ${problem.iou.toFixed(2)}).`;
	}
}

const error = ({ name }: DatasetImage, message: string): Problem => ({
	image: name,
	message,
	severity: 'error',
});
