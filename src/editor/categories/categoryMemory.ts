import type * as vscode from 'vscode';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import type { FolderCategories } from './folderCategories';
import { type KnownCategory, offeredCategories } from './offeredCategories';

const storageKey = 'strata.categories';
const maxRemembered = 200;

/** The categories of one image's folder, as a pick offers them. */
export interface CategorySource {
	/** Whether the folder has a list of its own. */
	readonly isListed: boolean;
	/** All that can be offered, the likeliest first. @param whole the name of the object that the mask lies in */
	known(set: AnnotationSet, whole?: string): KnownCategory[];
	remember(name: CategoryName): void;
	/** Offers it no longer, save where an image's sidecar or the folder's list has it. */
	forget(name: CategoryName): void;
}

/** The categories used in this workspace, the last one used first. */
export class CategoryMemory {
	constructor(
		private readonly storage: vscode.Memento,
		private readonly folders: Pick<FolderCategories, 'listFor'>,
		private readonly forgotten: (name: CategoryName) => void,
	) {}

	/** What can be offered for an image. */
	sourceFor(image: vscode.Uri): CategorySource {
		const listOf = () => this.folders.listFor(image);
		return {
			get isListed() {
				return listOf() !== undefined;
			},
			known: ({ categories }, whole) =>
				offeredCategories({ list: listOf(), remembered: this.read(), present: categories, whole }),
			remember: (name) => this.remember(name),
			forget: (name) => this.forget(name),
		};
	}

	private remember({ name, kind }: CategoryName): void {
		const others = this.read().filter((other) => other.name !== name || other.kind !== kind);
		void this.storage.update(storageKey, [{ name, kind }, ...others].slice(0, maxRemembered));
	}

	private forget({ name, kind }: CategoryName): void {
		this.forgotten({ name, kind });
		void this.storage.update(
			storageKey,
			this.read().filter((entry) => entry.name !== name || entry.kind !== kind),
		);
	}

	private read(): readonly CategoryName[] {
		return this.storage.get<readonly CategoryName[]>(storageKey, []);
	}
}
