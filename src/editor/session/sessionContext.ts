import type { Annotation } from '../../shared/annotations/annotation';
import type { PageContext } from '../../shared/protocol/editorProtocol';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { AlikeTray } from './alikeTray';
import type { ImageEditing } from './imageEditing';
import type { Prompting } from './prompting';

/** What VS Code's context keys say of a view. */
export interface SessionContext extends PageContext {
	readonly promptsOpen: boolean;
	readonly canRedoPrompt: boolean;
	/** The image was edited at the shown level after the last prompt: undo takes the edit back first. */
	readonly imageEditNewest: boolean;
	/** A strip of levels is shown: of the prompts, or the saved ones of the selected annotation. */
	readonly levelsShown: boolean;
	readonly annotationSelected: boolean;
	/** A name is suggested for the selected annotation. */
	readonly suggestionSelected: boolean;
	/** Names are suggested for some annotations. */
	readonly hasSuggestions: boolean;
	/** The folder has a list of categories, and digits give them to what is selected. */
	readonly digitsAssign: boolean;
}

interface ContextParts {
	readonly page: PageContext;
	readonly document: AnnotationDocument;
	readonly prompting: Prompting;
	readonly alike: AlikeTray;
	readonly imageEditing: ImageEditing;
	readonly selected: Annotation | undefined;
	readonly hasCategoryList: boolean;
}

export function sessionContextOf(parts: ContextParts): SessionContext {
	const { page, document, prompting, alike, imageEditing, selected, hasCategoryList } = parts;
	const { canRedo, levels } = prompting.state;
	const saved = selected?.ladder?.length ?? 0;
	const isAsking = prompting.isOpen || alike.hasFound;
	return {
		...page,
		promptsOpen: prompting.isOpen,
		canRedoPrompt: canRedo,
		imageEditNewest: imageEditing.isNewest,
		levelsShown: levels !== null || saved > 0 || alike.hasFound,
		annotationSelected: selected !== undefined,
		suggestionSelected: selected?.suggested !== undefined,
		hasSuggestions: document.state.annotations.some(({ suggested }) => suggested),
		digitsAssign: selected !== undefined && !isAsking && hasCategoryList,
	};
}
