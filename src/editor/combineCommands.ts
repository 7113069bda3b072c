import * as vscode from 'vscode';
import { addedIds, type Edit } from '../shared/annotations/annotationEdits';
import {
	type Combination,
	combineMasks,
	duplicateAnnotations,
	separateMasks,
} from '../shared/annotations/combineMasks';
import { showInfo } from './messages';
import type { EditorSession } from './session/editorSession';

/**
 * What can be done with several annotations, by the commands' names; each is one step to undo. The first id is the
 * annotation that is changed, where only one is.
 */
export const combineCommands: Readonly<
	Record<string, (session: EditorSession, ids: readonly number[]) => void>
> = {
	unionMasks: (session, ids) => combine(session, ids, vscode.l10n.t('Join Masks'), 'union'),
	subtractMasks: (session, ids) => combine(session, ids, vscode.l10n.t('Subtract Masks'), 'subtract'),
	intersectMasks: (session, ids) => combine(session, ids, vscode.l10n.t('Intersect Masks'), 'intersect'),
	excludeMasks: (session, ids) => combine(session, ids, vscode.l10n.t('Exclude Overlap'), 'exclude'),
	giveOverlap: (session, ids) => {
		const label = vscode.l10n.t('Give Overlap to Upper Mask');
		if (areSeveral(label, ids)) apply(session, label, separateMasks(label, session.document.state, ids));
	},
	duplicateMask: (session, ids) => {
		const { document } = session;
		const edit = duplicateAnnotations(vscode.l10n.t('Duplicate'), document.state, ids);
		document.edit(edit);
		session.selectAll(addedIds(edit));
	},
};

function combine(
	session: EditorSession,
	ids: readonly number[],
	label: string,
	combination: Combination,
): void {
	if (!areSeveral(label, ids)) return;
	apply(session, label, combineMasks(label, session.document.state, ids, combination));
	session.select(ids[0]!);
}

function apply({ document }: EditorSession, label: string, edit: Edit | 'same' | 'empty'): void {
	if (edit === 'same') void showInfo(vscode.l10n.t('{0}: the masks have nothing in common.', label));
	else if (edit === 'empty')
		void showInfo(vscode.l10n.t('{0}: nothing would be left of a mask, so all stay as they are.', label));
	else document.edit(edit);
}

function areSeveral(label: string, ids: readonly number[]): boolean {
	if (ids.length >= 2) return true;
	void showInfo(
		vscode.l10n.t(
			'{0}: select two or more annotations first, with Ctrl+click in the Annotations view.',
			label,
		),
	);
	return false;
}
