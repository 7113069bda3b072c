import { emptySidecar, type Sidecar, type SidecarRest } from '../../../formats/sidecar/sidecarModel';
import { applyEdit, type Edit, invertEdit } from '../../../shared/annotations/annotationEdits';
import type { DocumentPorts } from './documentPorts';

/** Names one state of the annotations: an edit makes a new one, undo and redo lead back to one that was. */
export type Revision = Readonly<Record<never, never>>;

type Change = (sidecar: Sidecar) => Sidecar;

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
		const inverse = invertEdit(edit);
		this.step(
			edit.label,
			(sidecar) => ({ ...sidecar, set: applyEdit(sidecar.set, edit) }),
			(sidecar) => ({ ...sidecar, set: applyEdit(sidecar.set, inverse) }),
		);
	}

	/** Changes what the sidecar's `info.strata` says, as a step that VS Code can undo. */
	changeInfo(label: string, infoStrata: SidecarRest['infoStrata']): void {
		const before = this._sidecar.rest.infoStrata;
		const saying = (info: typeof before) => (sidecar: Sidecar) => ({
			...sidecar,
			rest: { ...sidecar.rest, infoStrata: info },
		});
		this.step(label, saying(infoStrata), saying(before));
	}

	private step(label: string, make: Change, unmake: Change): void {
		const before = this._revision;
		const after = newRevision();
		const go = (change: Change, from: Revision, to: Revision) => {
			if (this.isFrozen) return;
			if (this._revision !== from) {
				this.ports.inform({ kind: 'madeBeforeReload', label });
				return;
			}
			this.replace(change(this._sidecar), to);
			this.ports.changed();
		};
		go(make, before, after);
		this.ports.edited({
			label,
			undo: () => go(unmake, after, before),
			redo: () => go(make, before, after),
		});
	}
}
