import type { Annotation } from '../../shared/annotations/annotation';

/** What is remembered of one image. */
export interface HiddenPort {
	/** Ids; undefined where nothing is remembered. */
	read(): readonly number[] | undefined;
	write(ids: readonly number[]): void;
}

/**
 * Which annotations of a document are hidden: a matter of view, like a folded region of a text. It changes neither the
 * file nor what undo does, and is remembered beside them. Files of earlier versions say it themselves, which counts
 * until the user hides or shows something.
 */
export class HiddenAnnotations {
	private ids: ReadonlySet<number>;
	/** With the flag that the document's own object has not, or without the one that it has. */
	private readonly flipped = new WeakMap<Annotation, Annotation>();
	private last:
		| {
				readonly of: readonly Annotation[];
				readonly ids: ReadonlySet<number>;
				readonly shown: readonly Annotation[];
		  }
		| undefined;

	constructor(
		annotations: readonly Annotation[],
		private readonly port: HiddenPort,
	) {
		const inFile = annotations.filter(({ isHidden }) => isHidden).map(({ id }) => id);
		this.ids = new Set(port.read() ?? inFile);
	}

	/** The annotations as they are shown: `isHidden` says what the user chose. The same array for the same state. */
	over(annotations: readonly Annotation[]): readonly Annotation[] {
		const { ids, last } = this;
		if (last?.of === annotations && last.ids === ids) return last.shown;
		const isAsShown = (one: Annotation) => (one.isHidden === true) === ids.has(one.id);
		const shown = annotations.every(isAsShown)
			? annotations
			: annotations.map((one) => (isAsShown(one) ? one : this.flip(one)));
		this.last = { of: annotations, ids, shown };
		return shown;
	}

	/** Hides annotations or shows them. @returns whether that changes something */
	set(ids: readonly number[], isHidden: boolean): boolean {
		const changed = ids.filter((id) => this.ids.has(id) !== isHidden);
		if (changed.length === 0) return false;
		const next = new Set(this.ids);
		for (const id of changed) {
			if (isHidden) next.add(id);
			else next.delete(id);
		}
		this.remember(next);
		return true;
	}

	/** Forgets those that are gone: another annotation may get their ids. */
	keepOnly(annotations: readonly Annotation[]): void {
		if (this.ids.size === 0) return;
		const present = new Set(annotations.map(({ id }) => id));
		const kept = [...this.ids].filter((id) => present.has(id));
		if (kept.length < this.ids.size) this.remember(new Set(kept));
	}

	private remember(ids: ReadonlySet<number>): void {
		this.ids = ids;
		this.port.write([...ids]);
	}

	private flip(one: Annotation): Annotation {
		let flipped = this.flipped.get(one);
		if (!flipped) {
			const { isHidden, ...rest } = one;
			flipped = isHidden ? rest : { ...rest, isHidden: true };
			this.flipped.set(one, flipped);
		}
		return flipped;
	}
}
