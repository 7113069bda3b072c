import type { Edit } from '../../shared/annotations/annotationEdits';
import type { EditTarget } from '../../shared/imageEdits/editTarget';
import type { ImageEdit } from '../../shared/imageEdits/imageEdit';
import {
	addImageEdit,
	changeImageEdit,
	moveImageEdit,
	removeImageEdit,
	switchImageEdit,
} from '../../shared/imageEdits/imageEditList';
import type { Rle } from '../../shared/mask/rle';
import type { Prompt } from '../../shared/prompt';
import type { DocumentState, ImageEditChange, PromptingState } from '../../shared/protocol/editorProtocol';

export interface ImageEditingPort {
	readonly document: DocumentState;
	readonly prompting: PromptingState;
	/** The ids of the selected annotations. */
	readonly selection: readonly number[];
	edit(edit: Edit): void;
	/** What to say where there is nothing to edit. */
	readonly nothingToEdit: string;
}

/**
 * Edits of the image, as one view makes them: of the shown level while levels are open, else of the selected
 * annotations. While the levels stay open, the edit follows: another level or a further click is its mask then.
 */
export class ImageEditing {
	/** The edit that has the shown level's mask, and that mask. */
	private following: { readonly id: number; readonly mask: Rle } | undefined;
	/** The edits of shown levels, each with the prompts that were open when it was added. */
	private added: readonly { readonly id: number; readonly prompts: readonly Prompt[] }[] = [];

	constructor(private readonly port: ImageEditingPort) {}

	/** What an edit would be of now. @throws Error with a sentence where no mask is shown or selected */
	get target(): EditTarget {
		const { prompting, selection, nothingToEdit } = this.port;
		const shown = shownMask(prompting);
		if (shown) return ownMask(shown);
		if (selection.length === 0) throw new Error(nothingToEdit);
		return { annotations: [...selection] };
	}

	/** Whether an edit has been added since the last prompt, and is still there: it is what undo should take back. */
	get isNewest(): boolean {
		const { document, prompting } = this.port;
		return this.added.some(
			({ id, prompts }) =>
				prompts === prompting.prompts && document.imageEdits?.some((edit) => edit.id === id) === true,
		);
	}

	/** @throws Error with a sentence where no mask is shown or selected, or the document cannot be changed */
	add(edit: ImageEdit): void {
		const { port, target } = this;
		const shown = shownMask(port.prompting);
		port.edit(addImageEdit(port.document, target, edit));
		const id = port.document.imageEdits?.at(-1)?.id;
		this.following = shown && id !== undefined ? { id, mask: shown } : undefined;
		const { prompts } = port.prompting;
		const before = this.added.filter((one) => one.prompts === prompts);
		this.added = shown && id !== undefined ? [...before, { id, prompts }] : before;
	}

	/** Carries out a change of the list. @throws Error where the document cannot be changed */
	change(change: ImageEditChange): void {
		const { port } = this;
		const set = port.document;
		const { id } = change;
		if (change.kind === 'parameters') port.edit(changeImageEdit(set, id, { edit: change.edit }));
		else if (change.kind === 'switch') port.edit(switchImageEdit(set, id, change.isOn));
		else if (change.kind === 'move') port.edit(moveImageEdit(set, id, change.by));
		else port.edit(removeImageEdit(set, id));
	}

	/** Puts another picture behind what an edit of the background is of. @throws Error where the document cannot be changed */
	putBehind(id: number, file: string): void {
		const { port } = this;
		const step = port.document.imageEdits?.find((one) => one.id === id);
		if (step?.edit.type !== 'background') return;
		const edit = { ...step.edit, background: { kind: 'image', file } } as const;
		port.edit(changeImageEdit(port.document, id, { edit }));
	}

	/** To be called when the prompts or the shown level have changed. */
	promptingChanged(): void {
		const { port, following } = this;
		const mask = shownMask(port.prompting);
		if (!following || mask?.counts === following.mask.counts) return;
		const step = port.document.imageEdits?.find(({ id }) => id === following.id);
		const isStillItsOwn = step && step.of !== 'all' && 'segmentation' in step.of;
		const isOver = !mask && port.prompting.prompts.length === 0;
		if (!isStillItsOwn || isOver) this.following = undefined;
		else if (mask) {
			this.following = { id: following.id, mask };
			port.edit(changeImageEdit(port.document, following.id, { of: ownMask(mask) }));
		}
	}
}

function shownMask({ levels }: PromptingState): Rle | undefined {
	return levels?.candidates[levels.shown]?.segmentation;
}

function ownMask({ size: [height, width], counts }: Rle): EditTarget {
	return { segmentation: { size: [height, width], counts } };
}
