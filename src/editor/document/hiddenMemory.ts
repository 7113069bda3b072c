import type { Memento, Uri } from 'vscode';
import { z } from 'zod';
import type { HiddenPort } from './hiddenAnnotations';

const storageKey = 'strata.hidden';
/** Those that were changed least lately are forgotten. */
const maxImages = 1000;

const shape = z.array(z.tuple([z.string(), z.array(z.number().int())]));

/** Remembers for a workspace which annotations of its images are hidden. */
export class HiddenMemory {
	constructor(private readonly storage: Memento) {}

	of(image: Uri): HiddenPort {
		const name = image.toString();
		return {
			read: () => this.entries().find(([one]) => one === name)?.[1],
			write: (ids) => {
				const others = this.entries().filter(([one]) => one !== name);
				void this.storage.update(storageKey, [[name, ids], ...others].slice(0, maxImages));
			},
		};
	}

	/**
	 * Remembers for images that get another name what it does of the old one; that stays, since renaming can fail.
	 *
	 * @param newNameOf undefined for an image that keeps its name
	 */
	copyRenamed(newNameOf: (image: string) => string | undefined): void {
		const entries = this.entries();
		const renamed = entries.flatMap(([name, ids]): typeof entries => {
			const to = newNameOf(name);
			return to === undefined ? [] : [[to, ids]];
		});
		if (renamed.length === 0) return;
		const names = new Set(renamed.map(([name]) => name));
		const others = entries.filter(([name]) => !names.has(name));
		void this.storage.update(storageKey, [...renamed, ...others].slice(0, maxImages));
	}

	private entries(): z.infer<typeof shape> {
		// Another version may have written it.
		return shape.safeParse(this.storage.get(storageKey)).data ?? [];
	}
}
