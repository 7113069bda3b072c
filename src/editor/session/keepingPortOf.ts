import * as vscode from 'vscode';
import { addAnnotations, addedIds, replaceMask } from '../../shared/annotations/annotationEdits';
import type { CategorySource } from '../categories/categoryMemory';
import { type LikelyNames, nameLevel, nameLevels } from '../categories/nameLevels';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { KeepingPort } from './keeping';
import type { Prompting } from './prompting';

interface KeepingParts {
	readonly document: AnnotationDocument;
	readonly categories: CategorySource;
	readonly likely: LikelyNames;
	readonly prompting: Prompting;
	select(id: number | null): void;
}

/** Has names asked for by VS Code's quick pick and annotations added to a document. */
export function keepingPortOf({
	document,
	categories,
	likely,
	prompting,
	select,
}: KeepingParts): KeepingPort {
	return {
		get document() {
			return document.state;
		},
		nameShown: (mask, signal) => nameLevel(mask, document.state, categories, likely, signal),
		nameAll: (levels) =>
			nameLevels(levels, document.state, categories, likely, (level) => void prompting.show(level)),
		add: (annotations) => {
			const edit = addAnnotations(document.state, annotations);
			document.edit(edit);
			select(addedIds(edit)[0] ?? null);
		},
		replace: (id, mask) => {
			document.edit(replaceMask(document.state, id, mask));
			select(id);
		},
		selectExisting: ({ id, categoryId }) => {
			select(id);
			const name = document.state.categories.find((category) => category.id === categoryId)?.name;
			prompting.showProblem(
				vscode.l10n.t('This mask is kept already, as {0}. It is selected now.', name ?? '?'),
			);
		},
	};
}
