import type { ImageEdit } from '../../src/shared/imageEdits/imageEdit';
import type { ViewAct } from '../../src/shared/protocol/editorProtocol';
import type { State, Store } from '../store';

/**
 * Edits as they are on the page before the document has them. One that was changed stays until the host has answered:
 * meanwhile the document may come with what was done before, and a further change must start from this one.
 */
export class EditDrafts {
	/** @param act resolves once the document has what was done, or the host has refused it */
	constructor(
		private readonly store: Pick<Store, 'state' | 'set'>,
		private readonly act: (one: ViewAct) => Promise<void>,
	) {}

	/** Shows an edit as it is on its slider, or, with null, as the document has it. */
	readonly show = (editDraft: State['editDraft']): void => this.store.set({ editDraft });

	/** Changes an edit of the document. */
	readonly change = (id: number, edit: ImageEdit): void => {
		const editDraft = { id, edit };
		this.show(editDraft);
		void this.act({ type: 'changeImageEdit', change: { id, kind: 'parameters', edit } }).then(() => {
			if (this.store.state.editDraft === editDraft) this.show(null);
		});
	};

	/** An edit that has gone needs no draft. To be called when another document has come. */
	documentChanged(): void {
		const { document, editDraft } = this.store.state;
		if (editDraft && !document.imageEdits?.some(({ id }) => id === editDraft.id)) this.show(null);
	}
}
