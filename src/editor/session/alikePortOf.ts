import * as vscode from 'vscode';
import type { AlikeState } from '../../shared/alike';
import { keepAlike } from '../../shared/annotations/keepAlike';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { AlikePort } from './alikeTray';
import type { ImageQuestions } from './imageQuestions';
import { searchAlike } from './searchAlike';
import type { Selection } from './selection';

interface AlikeParts {
	readonly document: AnnotationDocument;
	readonly questions: ImageQuestions;
	readonly selection: Selection;
	changed(state: AlikeState | null, choiceOnly: boolean): void;
}

/** Has masks that look alike looked for in a view's image, and kept in its document. */
export function alikePortOf({ document, questions, selection, changed }: AlikeParts): AlikePort {
	return {
		changed,
		search: async (signal, onProgress) => {
			const set = document.state;
			const byId = new Map(set.annotations.map((one) => [one.id, one]));
			const references = selection.ids.flatMap((id) => byId.get(id) ?? []);
			const found = await searchAlike({ questions, set, references, signal, onProgress });
			if (found.masks.length === 0) say(vscode.l10n.t('Nothing else in this image looks like it.'));
			return found;
		},
		keep: (masks, { category, pack }) => {
			if (document.state.readOnlyReason !== undefined) throw new Error(document.state.readOnlyReason);
			if (masks.length === 0) return;
			document.edit(keepAlike(document.state, masks, category, pack));
			say(vscode.l10n.t('Masks added as {0}: {1}.', category.name, masks.length));
		},
	};
}

const say = (text: string) => void vscode.window.setStatusBarMessage(text, 5000);
