import type { Annotation } from '../../shared/annotations/annotation';
import { differenceById } from '../../shared/annotations/differenceById';
import type { DocumentChange, DocumentState } from '../../shared/protocol/editorProtocol';

/** What a page that knows these annotations must be told to have the present state. */
export function documentChangeOf(known: readonly Annotation[], state: DocumentState): DocumentChange {
	const { removed, added } = differenceById(known, state.annotations);
	const present = new Set(added.map(({ id }) => id));
	return {
		...state,
		annotations: added,
		removed: removed.map(({ id }) => id).filter((id) => !present.has(id)),
	};
}
