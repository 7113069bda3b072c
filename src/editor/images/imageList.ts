/** An image as the list of images knows it. */
export interface ListedImage {
	/** Its URI as text. */
	readonly key: string;
	/** Whether an annotations file lies beside it. */
	readonly isAnnotated: boolean;
	/** Whether it is open with changes that are not saved. */
	readonly isUnsaved: boolean;
}

export type Step = 'next' | 'previous' | 'nextUnannotated';

/**
 * The image that is one step from the present one.
 * @returns undefined where there is none: the list has ends, so that one knows that one has been through
 */
export function stepFrom<T extends ListedImage>(
	images: readonly T[],
	here: string,
	step: Step,
): T | undefined {
	const at = images.findIndex(({ key }) => key === here);
	if (step === 'previous') return images[at - 1];
	if (step === 'next') return images[at + 1];
	return images.slice(at + 1).find(({ isAnnotated, isUnsaved }) => !isAnnotated && !isUnsaved);
}

/** How many of the images have been begun: something is saved beside them, or is still to be saved. */
export function countBegun(images: readonly ListedImage[]): number {
	return images.filter(({ isAnnotated, isUnsaved }) => isAnnotated || isUnsaved).length;
}
