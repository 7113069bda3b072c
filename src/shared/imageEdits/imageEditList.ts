import type { AnnotationSet } from '../annotations/annotation';
import { type Edit, editBetween } from '../annotations/annotationEdits';
import type { EditTarget } from './editTarget';
import type { ImageEdit, ImageEditType } from './imageEdit';
import type { ImageEditStep } from './imageEditStep';

/** What VS Code's Undo calls them. */
const names: Readonly<Record<ImageEditType, string>> = {
	fill: 'Erase and Fill',
	background: 'Replace Background',
	blur: 'Blur',
	pixelate: 'Pixelate',
	recolour: 'Recolour',
	adjust: 'Brightness and Contrast',
	highlight: 'Highlight',
	place: 'Copy and Place',
};

/** Adds an edit of the image at the end of the list, under an id of its own. */
export function addImageEdit(set: AnnotationSet, of: EditTarget, edit: ImageEdit): Edit {
	const steps = set.imageEdits ?? [];
	const id = steps.reduce((highest, step) => Math.max(highest, step.id), 0) + 1;
	return changeList(names[edit.type], set, [...steps, { id, of, edit }]);
}

/** Gives an edit other parameters, or another target. An id that the list has not is ignored, here and below. */
export function changeImageEdit(
	set: AnnotationSet,
	id: number,
	change: Partial<Pick<ImageEditStep, 'edit' | 'of'>>,
): Edit {
	return changeStep('Change', set, id, (step) => ({ ...step, ...change }));
}

/** Applies an edit, or leaves it in the list without applying it. */
export function switchImageEdit(set: AnnotationSet, id: number, isOn: boolean): Edit {
	return changeStep(isOn ? 'Switch On' : 'Switch Off', set, id, ({ off: _, ...step }) =>
		isOn ? step : { ...step, off: true },
	);
}

export function removeImageEdit(set: AnnotationSet, id: number): Edit {
	return changeList(
		`Remove ${nameOf(set, id)}`,
		set,
		(set.imageEdits ?? []).filter((step) => step.id !== id),
	);
}

/** Applies an edit one place earlier (-1) or later (1); at the end of the list it stays where it is. */
export function moveImageEdit(set: AnnotationSet, id: number, by: 1 | -1): Edit {
	const steps = [...(set.imageEdits ?? [])];
	const from = steps.findIndex((step) => step.id === id);
	const other = steps[from + by];
	if (from >= 0 && other) [steps[from + by], steps[from]] = [steps[from]!, other];
	return changeList(`Move ${nameOf(set, id)}`, set, steps);
}

function changeStep(
	verb: string,
	set: AnnotationSet,
	id: number,
	change: (step: ImageEditStep) => ImageEditStep,
): Edit {
	const steps = (set.imageEdits ?? []).map((step) => (step.id === id ? change(step) : step));
	return changeList(`${verb} ${nameOf(set, id)}`, set, steps);
}

function nameOf({ imageEdits }: AnnotationSet, id: number): string {
	const type = imageEdits?.find((step) => step.id === id)?.edit.type;
	return type ? names[type] : 'Edit';
}

function changeList(label: string, set: AnnotationSet, steps: readonly ImageEditStep[]): Edit {
	const { imageEdits: _, ...rest } = set;
	return editBetween(label, set, steps.length === 0 ? rest : { ...rest, imageEdits: steps });
}
