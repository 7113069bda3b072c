import { l10n } from 'vscode';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { ImageEditingPort } from './imageEditing';
import type { Prompting } from './prompting';
import type { Selection } from './selection';

/** Has a view's edits of the image change the document. */
export function imageEditingPortOf(
	document: AnnotationDocument,
	prompting: Prompting,
	selection: Selection,
): ImageEditingPort {
	return {
		get document() {
			return document.state;
		},
		get prompting() {
			return prompting.state;
		},
		get selection() {
			return selection.ids;
		},
		edit: (edit) => document.edit(edit),
		nothingToEdit: l10n.t('Click a thing or select a mask first: an edit changes the image only there.'),
	};
}
