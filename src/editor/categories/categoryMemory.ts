import type * as vscode from 'vscode';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';

interface Remembered extends CategoryName {
	readonly level?: number;
}

const key = 'strata.categories';
const most = 200;

/** A category that can be offered. */
export interface KnownCategory extends CategoryName {
	/** Whether it is remembered only, so that it can be forgotten (a name mistyped and undone). */
	readonly isForgettable: boolean;
}

/** The categories used in this workspace, the last one used first, each with the level last chosen for it. */
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

	/** The level last chosen for the category used last: the likeliest for the next mask. */
	preferredLevel(): number | undefined {
		return this.read()[0]?.level;
	}

	remember(choice: CategoryName, level?: number): void {
		const entry: Remembered = { name: choice.name, kind: choice.kind, ...(level !== undefined && { level }) };
		const others = this.read().filter((other) => !isSame(other, choice));
		void this.storage.update(key, [entry, ...others].slice(0, most));
	}

	/** Offers it no longer, save where an image's sidecar has it. */
	forget(choice: CategoryName): void {
		void this.storage.update(
			key,
			this.read().filter((entry) => !isSame(entry, choice)),
		);
	}

	private read(): readonly Remembered[] {
		return this.storage.get<readonly Remembered[]>(key, []);
	}
}

function isSame(one: CategoryName, other: CategoryName): boolean {
	return one.name === other.name && one.kind === other.kind;
}
