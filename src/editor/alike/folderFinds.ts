/** What a search through a folder has found, and which of it is taken. @template T a find */
export class FolderFinds<T extends { readonly likeness: number }> {
	private finds: (Numbered & T)[] = [];
	/** What the user said of single finds, by id. */
	private readonly said = new Map<number, boolean>();
	private nextId = 1;

	/**
	 * @param minLikeness finds from this likeness on are taken, unless the user said otherwise of one
	 * @param most so many are kept in view, the likest ones
	 */
	constructor(
		private _minLikeness: number,
		private readonly most: number,
	) {}

	get minLikeness(): number {
		return this._minLikeness;
	}

	/** More or fewer finds are taken; what the user said of single ones stays. */
	set minLikeness(value: number) {
		this._minLikeness = Math.min(1, Math.max(0, value));
	}

	/** The likest first. */
	get all(): readonly (Numbered & T)[] {
		return this.finds;
	}

	/** @returns those that are in view, with their ids */
	add(found: readonly T[]): readonly (Numbered & T)[] {
		const added = found.map((one) => ({ ...one, id: this.nextId++ }));
		const all = [...this.finds, ...added].sort(
			(one, other) => other.likeness - one.likeness || one.id - other.id,
		);
		// Nobody looks through more; but what the user has taken stays.
		this.finds = all.filter(({ id }, at) => at < this.most || this.said.get(id));
		const shown = new Set(this.finds);
		return added.filter((one) => shown.has(one));
	}

	isTaken({ id, likeness }: Numbered & T): boolean {
		return this.said.get(id) ?? likeness >= this._minLikeness;
	}

	/** Takes a find, or leaves it out, whatever its likeness. An id that there is not is ignored. */
	toggle(id: number): void {
		const find = this.get(id);
		if (find) this.said.set(id, !this.isTaken(find));
	}

	get(id: number): (Numbered & T) | undefined {
		return this.finds.find((one) => one.id === id);
	}

	/** The finds that are taken; they are in view no longer. */
	take(): readonly (Numbered & T)[] {
		const taken = this.finds.filter((one) => this.isTaken(one));
		const gone = new Set(taken);
		this.finds = this.finds.filter((one) => !gone.has(one));
		return taken;
	}

	/** Puts back what could not be kept, as taken. */
	putBack(finds: readonly (Numbered & T)[]): void {
		for (const { id } of finds) this.said.set(id, true);
		this.finds = [...this.finds, ...finds].sort(
			(one, other) => other.likeness - one.likeness || one.id - other.id,
		);
	}
}

interface Numbered {
	readonly id: number;
}
