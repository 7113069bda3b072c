import type { Annotation } from '../../shared/annotations/annotation';

/** The annotations that a view has selected, by id, in the order of their selection. */
export class Selection {
	private _ids: readonly number[] = [];

	/** @param changed called after each change */
	constructor(private readonly changed: () => void) {}

	get ids(): readonly number[] {
		return this._ids;
	}

	/** The one whose levels and name are shown; null where none is selected. */
	get last(): number | null {
		return this._ids.at(-1) ?? null;
	}

	set(ids: readonly number[]): void {
		const isSame = ids.length === this._ids.length && ids.every((id, i) => id === this._ids[i]);
		if (isSame) return;
		this._ids = ids;
		this.changed();
	}

	/** Only annotations that there are stay selected. @returns whether some were not there any more */
	keepOnly(annotations: readonly Annotation[]): boolean {
		if (this._ids.length === 0) return false;
		const present = new Set(annotations.map(({ id }) => id));
		const kept = this._ids.filter((id) => present.has(id));
		if (kept.length === this._ids.length) return false;
		this.set(kept);
		return true;
	}
}
