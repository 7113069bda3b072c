import type { AlikeMask, AlikeState } from '../../shared/alike';
import type { CategoryName } from '../../shared/annotations/annotationEdits';

/** Masks from this likeness on are taken at first. */
const usualLikeness = 0.5;
/** What a key changes the likeness by. */
const step = 0.05;

/** What a search found, with what made it. */
export interface FoundAlike {
	/** The likest first. */
	readonly masks: readonly AlikeMask[];
	readonly category: CategoryName;
	/** The id of the pack that made the masks. */
	readonly pack: string;
}

export interface AlikePort {
	/** Rejects when the signal is aborted. */
	search(signal: AbortSignal, onProgress: (done: number) => void): Promise<FoundAlike>;
	/** @param choiceOnly only which masks are taken has changed */
	changed(state: AlikeState | null, choiceOnly: boolean): void;
	/** Keeps the masks under their category, as one step that can be undone. */
	keep(masks: readonly AlikeMask[], found: FoundAlike): void;
}

/** “Find All Like This” of a view: one search at a time, then its masks, until they are kept or left. */
export class AlikeTray {
	private searching: AbortController | undefined;
	private found: FoundAlike | undefined;
	private minLikeness = usualLikeness;
	/** What the user said of single masks, by index. */
	private readonly said = new Map<number, boolean>();
	private done = 0;

	constructor(private readonly port: AlikePort) {}

	get state(): AlikeState | null {
		const { found } = this;
		if (found) {
			const { masks, category } = found;
			return { phase: 'found', category, masks, minLikeness: this.minLikeness, taken: this.taken };
		}
		return this.searching ? { phase: 'searching', done: this.done } : null;
	}

	get isOpen(): boolean {
		return this.searching !== undefined || this.found !== undefined;
	}

	get hasFound(): boolean {
		return this.found !== undefined;
	}

	/** Begins a search in place of what there was. Rejects with what went wrong; a cancelled one ends in silence. */
	async search(): Promise<void> {
		this.reset();
		const searching = new AbortController();
		this.searching = searching;
		this.port.changed(this.state, false);
		try {
			const found = await this.port.search(searching.signal, (done) => {
				if (this.searching !== searching) return;
				this.done = done;
				this.port.changed(this.state, false);
			});
			if (this.searching !== searching) return;
			this.searching = undefined;
			if (found.masks.length > 0) this.found = found;
		} catch (error) {
			if (this.searching !== searching) return;
			this.searching = undefined;
			throw error;
		} finally {
			if (this.searching === undefined) this.port.changed(this.state, false);
		}
	}

	/** More or fewer masks are taken; what the user said of single ones stays. */
	setMinLikeness(value: number): void {
		if (!this.found) return;
		this.minLikeness = Math.min(1, Math.max(0, value));
		this.port.changed(this.state, true);
	}

	/** @param direction 1 takes more masks, -1 fewer */
	stepLikeness(direction: 1 | -1): void {
		this.setMinLikeness(Math.round((this.minLikeness - direction * step) / step) * step);
	}

	/** Takes a mask, or leaves it out, whatever its likeness. An index that there is not is ignored. */
	toggle(index: number): void {
		const isTaken = this.taken[index];
		if (isTaken === undefined) return;
		this.said.set(index, !isTaken);
		this.port.changed(this.state, true);
	}

	/** Keeps the masks that are taken. */
	keep(): void {
		const { found, taken } = this;
		if (!found) return;
		this.clear();
		this.port.keep(
			found.masks.filter((_, index) => taken[index]),
			found,
		);
	}

	/** Ends the search, or leaves what it found. */
	clear(): void {
		if (!this.isOpen) return;
		this.reset();
		this.port.changed(null, false);
	}

	private reset(): void {
		this.searching?.abort();
		this.searching = undefined;
		this.found = undefined;
		this.minLikeness = usualLikeness;
		this.said.clear();
		this.done = 0;
	}

	private get taken(): readonly boolean[] {
		const { found, minLikeness, said } = this;
		return (found?.masks ?? []).map(({ likeness }, index) => said.get(index) ?? likeness >= minLikeness);
	}
}
