import * as vscode from 'vscode';
import { addAnnotations } from '../../shared/annotations/annotationEdits';
import { everythingSummary, newAnnotations } from '../../shared/everything';
import type {
	EverythingProgress,
	EverythingResult,
	StartResult,
} from '../../shared/protocol/inferenceProtocol';
import type { EditorSession } from './editorSession';

interface Item extends vscode.QuickPickItem {
	readonly level?: number;
}

/** SAM's: for a model that tells only when it is asked. */
const usualLevels = 3;
/** Clicks are most of the work. */
const clicksShare = 85;

const running = new WeakSet<EditorSession['document']>();

/**
 * “Segment Everything…”: asks for the level, then for all masks of the open image, and adds those that are not
 * annotated yet in one step that can be undone.
 */
export async function segmentEverything(session: EditorSession, start: () => Promise<StartResult>) {
	const { document } = session;
	if (document.state.readOnlyReason) throw new Error(document.state.readOnlyReason);
	if (running.has(document))
		throw new Error(`All masks of ${document.fileName} are being looked for already.`);
	running.add(document);
	try {
		const { levels = usualLevels } = await start();
		const choice = await pickLevel(levels);
		const found = choice && (await lookFor(session, choice.level));
		if (!choice || !found || session.isDisposed) return;
		const added = newAnnotations(found, document.state);
		if (added.length > 0) document.edit(addAnnotations(document.state, added));
		const { level } = choice;
		// By now it can be another one: a request whose process was ended is repeated.
		const { packName } = await start();
		const summary = everythingSummary(found, {
			added: added.length,
			modelName: packName,
			...(level !== undefined && { level }),
		});
		void vscode.window.showInformationMessage(summary);
	} finally {
		running.delete(document);
	}
}

async function pickLevel(levels: number): Promise<Item | undefined> {
	const items: Item[] = [{ label: 'All Levels', description: 'whatever there is, parts inside wholes' }];
	for (let level = 1; level <= levels && levels > 1; level++) {
		const size =
			level === 1
				? 'at each place the smallest part'
				: level === levels
					? 'at each place the largest whole'
					: '';
		items.push({ label: `Level ${level}`, description: size, level });
	}
	return vscode.window.showQuickPick(items, {
		title: 'Segment Everything',
		placeHolder: 'Which of the masks at each place?',
	});
}

/** @returns undefined where the user cancelled it */
async function lookFor(
	session: EditorSession,
	level: number | undefined,
): Promise<EverythingResult | undefined> {
	const options = {
		location: vscode.ProgressLocation.Notification,
		title: `Segmenting everything in ${session.document.fileName}`,
		cancellable: true,
	};
	return vscode.window.withProgress(options, async (progress, token) => {
		let percent = 0;
		const onProgress = ({ step, done, total }: EverythingProgress) => {
			const now =
				step === 'looking'
					? (clicksShare * done) / total
					: clicksShare + ((100 - clicksShare) * (done + 1)) / total;
			const message = step === 'looking' ? `${done} of ${total} places` : `mask ${done + 1} of ${total}`;
			progress.report({ message, increment: now - percent });
			percent = now;
		};
		try {
			return await session.everything(level, onProgress, token);
		} catch (error) {
			if (token.isCancellationRequested || session.isDisposed) return undefined;
			throw error;
		}
	});
}
