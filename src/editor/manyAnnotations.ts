import * as vscode from 'vscode';
import type { Annotation } from '../shared/annotations/annotation';
import type { Edit } from '../shared/annotations/annotationEdits';
import { ancestorsOf, chooseParent } from '../shared/annotations/chooseParent';
import { setLocked } from '../shared/annotations/setLocked';
import { moveTo } from './annotationDrag';
import { isAboutSomething } from './mayChange';
import type { EditorSession } from './session/editorSession';

type Act = (session: EditorSession, annotations: readonly Annotation[]) => unknown;

const idsOf = (annotations: readonly Annotation[]) => annotations.map(({ id }) => id);

const hiding =
	(isHidden: boolean): Act =>
	({ document }, annotations) =>
		document.hide(idsOf(annotations), isHidden);

const locking =
	(isLocked: boolean): Act =>
	({ document }, annotations) =>
		edit(document, setLocked(document.state, idsOf(annotations), isLocked));

/** What changes how annotations are seen, by the commands' names: no edit. */
export const viewingActs: Readonly<Record<string, Act>> = { hide: hiding(true), show: hiding(false) };

/** What can be done with several annotations, by the commands' names; each is one step to undo. */
export const annotationActs: Readonly<Record<string, Act>> = {
	lock: locking(true),
	unlock: locking(false),
	moveTo: ({ document }, annotations) => askParent(document, annotations),
	parentFromMasks: ({ document }, annotations) =>
		edit(document, chooseParent(document.state, idsOf(annotations), 'masks')),
};

/** What selects annotations, by the commands' names. Hidden and locked ones are never among them. */
export const selectionActs: Readonly<Record<string, (session: EditorSession) => unknown>> = {
	selectAll: (session) => selectWhere(session, () => true),
	selectSameCategory: (session) => {
		const { selectedAnnotation: present } = session;
		if (isAboutSomething(present ? [present] : []))
			selectWhere(session, ({ categoryId }) => categoryId === present!.categoryId);
	},
	selectSameLevel: (session) => {
		const { selectedAnnotation: present } = session;
		if (isAboutSomething(present ? [present] : []))
			selectWhere(session, ({ level }) => level === present!.level);
	},
	selectSmaller: async (session) => {
		const limit = await askArea();
		if (limit !== undefined) selectWhere(session, ({ area }) => area < limit);
	},
	showAll: ({ document }) => document.hide(idsOf(document.state.annotations), false),
};

function edit(document: EditorSession['document'], change: Edit): void {
	if (change.removed.annotations.length + change.added.annotations.length > 0) document.edit(change);
}

function selectWhere(session: EditorSession, isWanted: (annotation: Annotation) => boolean): void {
	const { annotations } = session.document.state;
	const wanted = annotations.filter((one) => !one.isHidden && !one.isLocked && isWanted(one));
	session.selectAll(idsOf(wanted));
	vscode.window.setStatusBarMessage(vscode.l10n.t('{0} annotations are selected.', wanted.length), 5000);
}

async function askArea(): Promise<number | undefined> {
	const given = await vscode.window.showInputBox({
		title: vscode.l10n.t('Select All Smaller Than'),
		prompt: vscode.l10n.t('Area in pixels'),
		value: '100',
		validateInput: (text) => (Number(text) > 0 ? undefined : vscode.l10n.t('Enter a number above 0.')),
	});
	return given === undefined ? undefined : Number(given);
}

/** Asks under which annotation others are to be: those that they can be a part of, the largest first. */
async function askParent(
	document: EditorSession['document'],
	annotations: readonly Annotation[],
): Promise<void> {
	const { state } = document;
	const moving = new Set(idsOf(annotations));
	const names = new Map(state.categories.map(({ id, name }) => [id, name]));
	const wholes = state.annotations
		.filter(({ id }) => [...ancestorsOf(state, id)].every((above) => !moving.has(above)))
		.sort((a, b) => b.area - a.area || a.id - b.id)
		.map(({ id, area, categoryId }) => ({
			label: names.get(categoryId) ?? '?',
			description: vscode.l10n.t('{0} px', area.toLocaleString(vscode.env.language)),
			parent: id as number | 'none',
		}));
	const nothing = { label: vscode.l10n.t('Nothing: an object by itself'), parent: 'none' as const };
	const title = vscode.l10n.t('Make It a Part Of');
	const chosen = await vscode.window.showQuickPick([...wholes, nothing], { title, matchOnDescription: true });
	if (chosen) moveTo(document, [...moving], chosen.parent);
}
