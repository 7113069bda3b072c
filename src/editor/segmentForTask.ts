import * as vscode from 'vscode';
import type { AnnotationSet, CategoryKind } from '../shared/annotations/annotation';
import {
	addAnnotations,
	addedIds,
	applyEdit,
	type CategoryName,
	type Edit,
	editMany,
	type NewAnnotation,
	removeAnnotations,
} from '../shared/annotations/annotationEdits';
import { namedWholeOf } from '../shared/annotations/namedWholes';
import { acceptSuggestions, suggestNames, unnamedIn } from '../shared/annotations/suggestions';
import { withoutExisting } from '../shared/annotations/withoutExisting';
import { newAnnotations } from '../shared/everything';
import type { EverythingResult } from '../shared/protocol/inferenceProtocol';
import { iouThresholds } from '../shared/thresholds';
import { askListed, type ListableNames } from './askListed';
import { showInfo, withProgress } from './messages';
import type { EditorSession } from './session/editorSession';
import { reviewSuggestions } from './suggestedNames';

/** The classical tasks that begin with masks of nobody, by the names that *Export for a Task…* has for them. */
export const namedTasks = ['instance', 'semantic', 'panoptic', 'parts'] as const;
export type NamedTask = (typeof namedTasks)[number];

/**
 * “Instance Segmentation…” and the like: all masks of the open image that are of categories that the user ticks, found and
 * named in one step. The names are suggestions; with one more click they are accepted, and the task's maps are written.
 */
export async function segmentForTask(
	session: EditorSession,
	task: NamedTask,
	listable: () => Promise<ListableNames>,
): Promise<void> {
	const { document, names } = session;
	if (document.state.readOnlyReason !== undefined) throw new Error(document.state.readOnlyReason);
	if (!names.isOn) {
		void showInfo(
			vscode.l10n.t(
				'Names are not looked for here: the setting “strata.naming.suggest” is off, or this workspace is not trusted.',
			),
		);
		return;
	}
	const kinds: readonly CategoryKind[] = task === 'parts' ? ['object', 'part'] : ['object'];
	const listed = await askListed(await listable(), kinds, document.state);
	if (!listed) return;
	const title = vscode.l10n.t('Looking for what is of the chosen categories');
	const found = await withProgress({ title, cancellable: true }, async (report, token) => {
		const abort = new AbortController();
		token.onCancellationRequested(() => abort.abort());
		try {
			const result = await session.everything(
				{ region: null },
				({ step, done, total }) =>
					report(
						step === 'proposing'
							? vscode.l10n.t('{0} of {1} places', done, total)
							: vscode.l10n.t('mask {0} of {1}', done + 1, total),
					),
				token,
			);
			report(vscode.l10n.t('names'));
			return await findNamed(session, result, listed, abort.signal);
		} catch (error) {
			if (token.isCancellationRequested || session.isDisposed) return undefined;
			throw error;
		}
	});
	if (!found || session.isDisposed) return;
	const count = found.added.length + found.named.size;
	if (count > 0) document.edit(editOf(document.state, found));
	await offerToAccept(session, task, count);
}

/** Masks of the wanted categories, with suggested names. */
interface FoundNames {
	readonly added: readonly NewAnnotation[];
	/** Of annotations that there are, by id. */
	readonly named: ReadonlyMap<number, CategoryName>;
}

/** Objects first; parts of what has a name then, or is suggested one. */
async function findNamed(
	{ document, names }: EditorSession,
	result: EverythingResult,
	listed: readonly CategoryName[],
	signal: AbortSignal,
): Promise<FoundNames> {
	const addition = addAnnotations(document.state, newAnnotations(result, document.state));
	const all = applyEdit(document.state, addition);
	const isUnnamed = unnamedIn(all);
	const unnamed = all.annotations.filter((one) => isUnnamed(one) && !one.isHidden);
	const listedOf = (kind: CategoryKind) => ({
		names: listed.filter((one) => one.kind === kind),
		isClosed: true,
	});
	const masksOf = (annotations: typeof unnamed, suggestedKind: CategoryKind) =>
		annotations.map(({ id, segmentation }) => ({ annotation: id, segmentation, suggestedKind }));
	const about = (kind: CategoryKind, annotations: AnnotationSet) => ({ annotations, known: listedOf(kind) });
	const objects = await names.suggest(masksOf(unnamed, 'object'), signal, about('object', all));
	let suggested: ReadonlyMap<number, CategoryName> = objects;
	if (listedOf('part').names.length > 0) {
		const named = withNames(all, objects);
		const rest = unnamed.filter(({ id }) => !objects.has(id));
		const inside = masksOf(rest, 'part').flatMap((mask) => {
			const whole = namedWholeOf(mask.segmentation, named);
			return whole ? [{ ...mask, whole }] : [];
		});
		suggested = new Map([...objects, ...(await names.suggest(inside, signal, about('part', named)))]);
	}
	const newIds = new Set(addedIds(addition));
	const added = addition.added.annotations.flatMap(({ id, categoryId, parent: _, ...mask }) => {
		const name = suggested.get(id);
		const category = all.categories.find((one) => one.id === categoryId);
		return name && category ? [{ ...mask, category, suggested: { name: name.name, kind: name.kind } }] : [];
	});
	return { added, named: new Map([...suggested].filter(([id]) => !newIds.has(id))) };
}

/** Only what has a name, those that are suggested too. */
function withNames(set: AnnotationSet, suggested: ReadonlyMap<number, CategoryName>): AnnotationSet {
	const ids = [...suggested.keys()];
	const named = applyEdit(set, suggestNames(set, suggested));
	const accepted = applyEdit(named, acceptSuggestions(named, ids));
	const unnamed = accepted.annotations.filter(unnamedIn(accepted)).map(({ id }) => id);
	return applyEdit(accepted, removeAnnotations(accepted, unnamed));
}

/** The annotations may have changed while the model worked. */
function editOf(set: AnnotationSet, { added, named }: FoundNames): Edit {
	return editMany(`Suggest ${added.length + named.size} Names`, set, [
		(before) => suggestNames(before, named),
		(before) => addAnnotations(before, withoutExisting(added, before, iouThresholds.duplicateObject)),
	]);
}

async function offerToAccept(session: EditorSession, task: NamedTask, count: number): Promise<void> {
	if (count === 0) {
		void showInfo(
			vscode.l10n.t(
				'Nothing was found that is likely of these categories. Name a mask of each, and what looks like it is found the next time.',
			),
		);
		return;
	}
	const review = vscode.l10n.t('Review');
	const accept = vscode.l10n.t('Accept All and Export…');
	const text = vscode.l10n.t('Masks of these categories: {0}. Their names are suggestions so far.', count);
	const answer = await showInfo(text, review, accept);
	if (answer === undefined || session.isDisposed) return;
	if (answer === review) return reviewSuggestions(session);
	const { document, panel } = session;
	const ids = document.state.annotations.filter(({ suggested }) => suggested).map(({ id }) => id);
	document.edit(acceptSuggestions(document.state, ids));
	panel.reveal();
	await vscode.commands.executeCommand('workbench.action.files.save');
	await vscode.commands.executeCommand('strata.exportForTask', document.uri, task);
}
