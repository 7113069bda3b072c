import type { Candidate } from '../shared/candidate';

type Masks = () => Iterable<Candidate | undefined>;

/**
 * What the last answer found besides its levels, until whoever asked takes it. Of one answer only: it holds all that the
 * decoder said.
 */
export class BetweenMasks {
	private kept: { readonly asker: string; readonly masks: Masks } | undefined;

	/** Forgets what was kept, and gives what keeps the next. */
	keepFor(asker: string): (masks: Masks) => void {
		this.kept = undefined;
		return (masks) => {
			this.kept = { asker, masks };
		};
	}

	/** @param pause is awaited after each mask; where it rejects, so does this */
	async take(asker: string, pause: () => Promise<void>): Promise<readonly Candidate[]> {
		const { kept } = this;
		if (kept?.asker !== asker) return [];
		this.kept = undefined;
		const found: Candidate[] = [];
		await pause();
		for (const mask of kept.masks()) {
			if (mask) found.push(mask);
			await pause();
		}
		return found;
	}
}
