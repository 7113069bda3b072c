import { emptySidecar, type Sidecar } from '../../../formats/sidecar/sidecarModel';
import { applyEdit, type Edit, invertEdit } from '../../../shared/annotations/annotationEdits';
import type { DocumentPorts } from './documentPorts';

/** Names one state of the annotations: an edit makes a new one, undo and redo lead back to one that was. */
export type Revision = Readonly<Record<never, never>>;

export const newRevision = (): Revision => ({});

/** The annotations as they are now, and the edits that VS Code undoes and redoes. */
export class AnnotationHistory {
	private _sidecar: Sidecar = emptySidecar;
	private _revision: Revision = newRevision();
	/** While true, undo and redo do nothing: VS Code is about to forget its steps. */
	isFrozen = false;

	constructor(private readonly ports: Pick<DocumentPorts, 'changed' | 'edited' | 'inform'>) {}

	get sidecar(): Sidecar {
		return this._sidecar;
	}

	get revision(): Revision {
		return this._revision;
	}

	/** Puts other annotations in place of these: what was edited before can only be undone if the revision is its own. */
	replace(sidecar: Sidecar, revision: Revision = newRevision()): void {
		this._sidecar = sidecar;
		this._revision = revision;
	}

	/** Makes an edit that VS Code can undo. */
	edit(edit: Edit): void {
		const before = this._revision;
		const after = newRevision();
		const step = (change: Edit, from: Revision, to: Revision) => {
			if (this.isFrozen) return;
			if (this._revision !== from) {
				this.ports.inform({ kind: 'madeBeforeReload', label: edit.label });
				return;
			}
			this.replace({ ...this._sidecar, set: applyEdit(this._sidecar.set, change) }, to);
			this.ports.changed();
		};
		step(edit, before, after);
		this.ports.edited({
			label: edit.label,
			undo: () => step(invertEdit(edit), after, before),
			redo: () => step(edit, before, after),
		});
	}
}
