import * as vscode from 'vscode';
import type { Annotation, AnnotationSet, CategoryKind } from '../shared/annotations/annotation';
import {
	acceptSuggestions,
	rejectSuggestions,
	suggestNames,
	unnamedIn,
} from '../shared/annotations/suggestions';
import { showInfo, withProgress } from './messages';
import type { EditorSession } from './session/editorSession';

/** What can be done with names that are suggested, by the commands' names; each is one step to undo. */
export const suggestionActs: Readonly<
	Record<string, (session: EditorSession, annotations: readonly Annotation[]) => void>
> = {
	acceptSuggestion: (session, annotations) => decide(session, annotations, acceptSuggestions),
	rejectSuggestion: (session, annotations) => decide(session, annotations, rejectSuggestions),
	acceptAllSuggestions: (session) => decide(session, session.document.state.annotations, acceptSuggestions),
	rejectAllSuggestions: (session) => decide(session, session.document.state.annotations, rejectSuggestions),
};

/** Where one annotation was decided on, the next one that has a suggestion is selected: one key after another. */
function decide(
	session: EditorSession,
	annotations: readonly Annotation[],
	edit: typeof acceptSuggestions,
): void {
	const { document } = session;
	const decided = annotations.filter(({ suggested }) => suggested).map(({ id }) => id);
	if (decided.length === 0 || document.state.readOnlyReason !== undefined) return;
	document.edit(edit(document.state, decided));
	const [only] = decided;
	if (annotations.length > 1 || only === undefined) return;
	const open = document.state.annotations.filter(({ suggested, isHidden }) => suggested && !isHidden);
	const next = open.find(({ id }) => id > only) ?? open[0];
	session.select(next?.id ?? only);
}

/** Goes to the first mask with a suggested name, unless one is selected, so that one key after the other decides on them. */
export function reviewSuggestions(session: EditorSession): void {
	const { annotations } = session.document.state;
	const open = annotations.filter(({ suggested, isHidden }) => suggested && !isHidden);
	if (open.length === 0) {
		void showInfo(
			vscode.l10n.t('No name is suggested here. Run “Name Unnamed Masks” to have names looked for.'),
		);
		return;
	}
	const first = session.selectedAnnotation?.suggested ? session.selectedAnnotation : open[0]!;
	// The keys that decide are the view's.
	session.panel.reveal();
	session.select(first.id);
}

/**
 * “Name Unnamed Masks”: suggests, for annotations that nobody has named, the names of masks that look like them. They
 * are the user's only when they are accepted.
 */
export async function nameUnnamed(session: EditorSession): Promise<void> {
	const { document, names } = session;
	if (document.state.readOnlyReason !== undefined) throw new Error(document.state.readOnlyReason);
	const unnamed = document.state.annotations.filter(unnamedIn(document.state));
	if (unnamed.length === 0) {
		void showInfo(vscode.l10n.t('All masks of this image have a name.'));
		return;
	}
	if (!names.isOn) {
		void showInfo(
			vscode.l10n.t(
				'Names are not remembered here: the setting “strata.naming.suggest” is off, or this workspace is not trusted.',
			),
		);
		return;
	}
	const kindOf = suggestedKindIn(document.state);
	const masks = unnamed.map((one) => ({
		annotation: one.id,
		segmentation: one.segmentation,
		suggestedKind: kindOf(one),
	}));
	const title = vscode.l10n.t('Looking for names that masks may have');
	const suggested = await withProgress({ title, cancellable: true }, async (_report, token) => {
		const abort = new AbortController();
		token.onCancellationRequested(() => abort.abort());
		try {
			return await names.suggest(masks, abort.signal);
		} catch (error) {
			if (abort.signal.aborted) return undefined;
			throw error;
		}
	});
	if (!suggested || session.isDisposed) return;
	if (suggested.size > 0) document.edit(suggestNames(document.state, suggested));
	const text = summary(suggested.size, unnamed.length);
	if (suggested.size === 0) void showInfo(text);
	else void offerReview(session, text);
}

async function offerReview(session: EditorSession, text: string): Promise<void> {
	const review = vscode.l10n.t('Review');
	if ((await showInfo(text, review)) === review && !session.isDisposed) reviewSuggestions(session);
}

function summary(suggested: number, unnamed: number): string {
	return suggested === 0
		? vscode.l10n.t(
				'No name was suggested: no name is likely enough for the masks without one. Name some of them, and try again.',
			)
		: vscode.l10n.t(
				'Names suggested: {0}; masks without a name: {1}. Accept or reject them one after another with Y and N, or in the Annotations view.',
				suggested,
				unnamed,
			);
}

/** A mask inside something that has a name is likely a part of it. */
function suggestedKindIn(set: AnnotationSet): (annotation: Annotation) => CategoryKind {
	const isUnnamed = unnamedIn(set);
	const byId = new Map(set.annotations.map((one) => [one.id, one]));
	return ({ parent }) => {
		const whole = parent === undefined ? undefined : byId.get(parent);
		return whole && !isUnnamed(whole) ? 'part' : 'object';
	};
}
