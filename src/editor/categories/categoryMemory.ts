import type * as vscode from 'vscode';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';

const storageKey = 'strata.categories';
const maxRemembered = 200;

/** A category that can be offered. */
export interface KnownCategory extends CategoryName {
	/** Whether it is remembered only, so that it can be forgotten (a name mistyped and undone). */
	readonly isForgettable: boolean;
}

/** The categories used in this workspace, the last one used first. */
export class CategoryMemory {
	constructor(private readonly storage: vscode.Memento) {}

	/** All that can be offered for an image: remembered ones first, then those that only its sidecar has. */
	known({ categories }: AnnotationSet): KnownCategory[] {
		const remembered = this.read();
		const here = categories.filter((category) => !remembered.some((entry) => isSame(entry, category)));
		return [...remembered, ...here].map((entry) => ({
			name: entry.name,
			kind: entry.kind,
			isForgettable: !categories.some((category) => isSame(category, entry)),
		}));
	}

	remember({ name, kind }: CategoryName): void {
		const others = this.read().filter((other) => !isSame(other, { name, kind }));
		void this.storage.update(storageKey, [{ name, kind }, ...others].slice(0, maxRemembered));
	}

	/** Offers it no longer, save where an image's sidecar has it. */
	forget(choice: CategoryName): void {
		void this.storage.update(
			storageKey,
			this.read().filter((entry) => !isSame(entry, choice)),
		);
	}

	private read(): readonly CategoryName[] {
		return this.storage.get<readonly CategoryName[]>(storageKey, []);
	}
}

function isSame(one: CategoryName, other: CategoryName): boolean {
	return one.name === other.name && one.kind === other.kind;
}
