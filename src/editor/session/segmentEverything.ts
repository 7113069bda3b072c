import * as vscode from 'vscode';
import type { Annotation } from '../../shared/annotations/annotation';
import { addFound, everythingOutcome } from '../../shared/everything';
import type { EverythingProgress, StartResult } from '../../shared/protocol/inferenceProtocol';
import type { Region } from '../../shared/region';
import { showError, showInfo } from '../messages';
import { pickLevel } from '../pickLevel';
import type { EditorSession } from './editorSession';
import { everythingSentences } from './everythingSentences';
import type { EverythingAnswer, EverythingQuestion } from './imageQuestions';

/** What runs, by document, so that it can be cancelled. */
const running = new Map<EditorSession['document'], vscode.CancellationTokenSource>();

/**
 * “Segment Everything…”: asks for the level, then for all masks of the open image, and adds those that are not
 * annotated yet in one step that can be undone. Then it offers another level in their place. During a closer look, it
 * is about the part that the model looks at.
 *
 * @param earlier what such a step brought, to be replaced as far as nobody has changed it since, and where it looked
 */
export async function segmentEverything(
	session: EditorSession,
	start: () => Promise<StartResult>,
	earlier?: { readonly brought: readonly Annotation[]; readonly region: Region | null },
): Promise<void> {
	const { document } = session;
	if (document.state.readOnlyReason) throw new Error(document.state.readOnlyReason);
	if (running.has(document)) {
		throw new Error(vscode.l10n.t('Strata is already segmenting everything in {0}.', document.fileName));
	}
	const cancellation = new vscode.CancellationTokenSource();
	running.set(document, cancellation);
	runningChanged();
	try {
		const region = earlier ? earlier.region : session.closerRegion;
		const title = region
			? vscode.l10n.t('Segment Everything in the Frame')
			: vscode.l10n.t('Segment Everything');
		const choice = await pickLevel(title, (await start()).levels);
		const found =
			choice &&
			(await findAll(
				session,
				{ ...(choice.level !== undefined && { level: choice.level }), region },
				cancellation.token,
			));
		if (!choice || !found || session.isDisposed) return;
		const change = addFound(document.state, found, earlier?.brought ?? []);
		if (change) document.edit(change.edit);
		const { level } = choice;
		// By now it can be another one: a request whose process was ended is repeated.
		const { packName } = await start();
		const summary = everythingSentences(everythingOutcome(found, change?.ids.length ?? 0, level), {
			modelName: packName,
			replaced: change?.replaced ?? 0,
			isCloser: region !== null,
			cutOff: found.cutOff,
		});
		if (change) {
			const ids = new Set(change.ids);
			const brought = document.state.annotations.filter(({ id }) => ids.has(id));
			void offerLevels(summary, session, () => segmentEverything(session, start, { brought, region }));
		} else void showInfo(summary);
	} finally {
		running.delete(document);
		runningChanged();
		cancellation.dispose();
	}
}

async function offerLevels(
	summary: string,
	session: EditorSession,
	changeLevel: () => Promise<void>,
): Promise<void> {
	const answer = await showInfo(summary, vscode.l10n.t('Change Level…'));
	if (answer === undefined || session.isDisposed) return;
	await changeLevel().catch(showError);
}

/** Only while something runs is it offered to be cancelled: its name would come before that of the command itself. */
function runningChanged(): void {
	void vscode.commands.executeCommand('setContext', 'strata:segmentingEverything', running.size > 0);
}

/** Stops all that runs. */
export function cancelSegmentEverything(): void {
	for (const cancellation of running.values()) cancellation.cancel();
}

/**
 * Shows its progress in the status bar: a notification would lie over the levels, and clicks go on meanwhile.
 * @returns undefined where the user cancelled it
 */
async function findAll(
	session: EditorSession,
	question: EverythingQuestion,
	token: vscode.CancellationToken,
): Promise<EverythingAnswer | undefined> {
	const item = vscode.window.createStatusBarItem('strata.everything', vscode.StatusBarAlignment.Left, -100);
	item.name = vscode.l10n.t('Strata: Segment Everything');
	item.command = 'strata.cancelSegmentEverything';
	item.tooltip = vscode.l10n.t('Segmenting everything in {0}. Click to cancel.', session.document.fileName);
	const show = (text: string) => {
		item.text = `$(sync~spin) ${text} $(close)`;
	};
	show(
		question.region
			? vscode.l10n.t('Segmenting everything in the frame…')
			: vscode.l10n.t('Segmenting everything…'),
	);
	item.show();
	try {
		return await session.everything(question, (progress) => show(describe(progress, question)), token);
	} catch (error) {
		if (token.isCancellationRequested || session.isDisposed) return undefined;
		throw error;
	} finally {
		item.dispose();
	}
}

function describe({ step, done, total }: EverythingProgress, { region }: EverythingQuestion): string {
	if (region) {
		return step === 'proposing'
			? vscode.l10n.t('Segmenting everything in the frame: {0} of {1} places', done, total)
			: vscode.l10n.t('Segmenting everything in the frame: mask {0} of {1}', done + 1, total);
	}
	return step === 'proposing'
		? vscode.l10n.t('Segmenting everything: {0} of {1} places', done, total)
		: vscode.l10n.t('Segmenting everything: mask {0} of {1}', done + 1, total);
}
