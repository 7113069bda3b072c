import type { CategoryMemory } from '../categories/categoryMemory';
import type { FolderCategories } from '../categories/folderCategories';
import type { Inference } from '../inference/inference';
import type { NeighbourPrefetch } from '../inference/neighbourPrefetch';
import type { StatusBar } from '../inference/statusBar';
import type { NameMemory } from '../naming/nameMemory';
import type { DisplayMemory } from './displayMemory';
import type { ToolMemory } from './toolMemory';
import type { ViewMemory } from './viewMemory';

/** What a session needs of the extension. */
export interface EditorServices {
	readonly inference: Inference;
	readonly categories: CategoryMemory;
	readonly folders: FolderCategories;
	readonly names: NameMemory;
	readonly statusBar: StatusBar;
	readonly prefetch: NeighbourPrefetch;
	readonly display: DisplayMemory;
	readonly tools: ToolMemory;
	readonly views: ViewMemory;
	report(error: unknown): void;
}
