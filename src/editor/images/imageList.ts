import type { SidecarSummary } from '../../formats/sidecar/sidecarSummary';

/** An image as the list of images knows it. */
export interface ListedImage {
	/** Its URI as text. */
	readonly key: string;
	/** Whether an annotations file lies beside it. */
	readonly isAnnotated: boolean;
	/** Whether it is open with changes that are not saved. */
	readonly isUnsaved: boolean;
	/** What its annotations file says, once it has been read. */
	readonly summary?: SidecarSummary;
}

export const imageStates = ['none', 'unsaved', 'annotated', 'done'] as const;
export type ImageState = (typeof imageStates)[number];

/** How far an image is. */
export function stateOf({ isAnnotated, isUnsaved, summary }: ListedImage): ImageState {
	if (isUnsaved) return 'unsaved';
	if (isAnnotated) return summary?.isDone ? 'done' : 'annotated';
	return 'none';
}

/** Which images are shown: those of one of the states and with one of the categories; none named: of any. */
export interface ImageFilter {
	readonly states: readonly ImageState[];
	readonly categories: readonly string[];
}

/** The images that a filter leaves. */
export function filterImages<T extends ListedImage>(
	images: readonly T[],
	{ states, categories }: ImageFilter,
): readonly T[] {
	return images.filter(
		(image) =>
			(states.length === 0 || states.includes(stateOf(image))) &&
			(categories.length === 0 || image.summary?.categories.some(({ name }) => categories.includes(name))),
	);
}

/** How many of the images the user has said to be done. */
export function countDone(images: readonly ListedImage[]): number {
	return images.filter(({ isAnnotated, summary }) => isAnnotated && summary?.isDone).length;
}

export type Step = 'next' | 'previous' | 'nextUnfinished' | 'nextUnannotated';

/**
 * The image that is one step from the present one.
 *
 * @param isSkipped is asked of one image after another, and decides which are passed over
 * @returns undefined where there is none: the list has ends, so that one knows that one has been through
 */
export async function stepFrom<T extends Pick<ListedImage, 'key'>>(
	images: readonly T[],
	here: string,
	step: Step,
	isSkipped: (image: T) => Promise<boolean> = async () => false,
): Promise<T | undefined> {
	const at = images.findIndex(({ key }) => key === here);
	if (step === 'previous') return images[at - 1];
	for (const image of images.slice(at + 1)) if (!(await isSkipped(image))) return image;
	return undefined;
}

/** How many of the images have been begun: something is saved beside them, or is still to be saved. */
export function countBegun(images: readonly ListedImage[]): number {
	return images.filter(({ isAnnotated, isUnsaved }) => isAnnotated || isUnsaved).length;
}
