import type { AnnotationDocument } from '../document/annotationDocument';
import type { DrawingPort } from './drawing';
import { drawingMessages } from './drawingMessages';
import type { Selection } from './selection';
import type { SessionImage } from './sessionImage';

/** Has what is drawn in a view change the document. */
export function drawingPortOf(
	document: AnnotationDocument,
	image: SessionImage,
	selection: Selection,
): DrawingPort {
	return {
		get document() {
			return document.state;
		},
		get selected() {
			// A stroke changes no mask that is locked, or that is not seen.
			const annotation = document.state.annotations.find(({ id }) => id === selection.last);
			return annotation && !annotation.isLocked && !annotation.isHidden ? annotation.id : null;
		},
		get imageSize() {
			return image.size;
		},
		edit: (edit) => document.edit(edit),
		messages: drawingMessages(),
	};
}
