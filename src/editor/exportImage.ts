import * as vscode from 'vscode';
import type { EditTarget } from '../shared/imageEdits/editTarget';
import { formatOfFileName, hasTransparency, imageExtensions } from '../shared/imageEdits/imageFormat';
import { masksOfTarget } from '../shared/imageEdits/masksOfTarget';
import type { RenderParams } from '../shared/protocol/inferenceProtocol';
import { askExportFormat } from './askExportFormat';
import { readBackgrounds } from './imageBackgrounds';
import { showInfo, withProgress } from './messages';
import type { EditorSession } from './session/editorSession';

/** “Export Image…”: the image with its edits, as a new file; the image's own file is never written. */
export function exportImage(session: EditorSession): Promise<void> {
	const { imageEdits = [] } = session.document.state;
	const isSeeThrough = imageEdits.some(
		({ edit, off }) => !off && edit.type === 'background' && edit.background.kind === 'transparent',
	);
	return exportAs(session, vscode.l10n.t('Export Image'), 'edited', isSeeThrough, undefined);
}

/** “Save Cut-Out…”: what the shown level or the selected masks show, on a transparent ground. */
export function saveCutOut(session: EditorSession): Promise<void> {
	return exportAs(session, vscode.l10n.t('Save Cut-Out'), 'cutout', true, session.editTarget);
}

async function exportAs(
	session: EditorSession,
	title: string,
	suffix: string,
	needsTransparency: boolean,
	cutOut: EditTarget | undefined,
): Promise<void> {
	const chosen = await askExportFormat(title, needsTransparency);
	if (!chosen) return;
	const { uri } = session.document;
	const defaultUri = uri.with({
		path: `${uri.path.replace(/[.][^./]+$/, '')}-${suffix}.${chosen.extension}`,
	});
	const target = await vscode.window.showSaveDialog({
		title,
		defaultUri,
		filters: { [vscode.l10n.t('Images')]: [...imageExtensions] },
	});
	if (!target) return;
	const format = formatOfFileName(target.path);
	if (!format || (needsTransparency && !hasTransparency(format))) {
		const allowed = imageExtensions.filter(
			(one) => !needsTransparency || hasTransparency(formatOfFileName(`.${one}`)!),
		);
		throw new Error(
			vscode.l10n.t(
				'The image was not written. Choose a name that ends with {0}.',
				allowed.map((one) => `.${one}`).join(', '),
			),
		);
	}
	if (target.toString() === uri.toString()) {
		throw new Error(
			vscode.l10n.t('The image was not written: Strata never changes the original. Choose another name.'),
		);
	}
	const { keepsMetadata, quality } = chosen;
	const options = {
		format,
		keepsMetadata,
		...(quality !== undefined && format === chosen.format && { quality }),
	};
	const isWritten = await write(session, target, {
		...options,
		...(cutOut && { cutOut: cutOutOf(session, cutOut) }),
	});
	if (isWritten) await tell(target);
}

function cutOutOf({ document }: EditorSession, target: EditTarget): NonNullable<RenderParams['cutOut']> {
	return { masks: masksOfTarget(target, document.state), trim: true, softness: 2 };
}

/** @returns false where the user cancelled */
async function write(
	session: EditorSession,
	target: vscode.Uri,
	options: Omit<RenderParams, 'image' | 'asker' | 'edits' | 'backgrounds'>,
): Promise<boolean> {
	const set = session.document.state;
	const steps = (set.imageEdits ?? []).filter(({ off }) => !off);
	const edits = steps
		.map(({ edit, of }) => ({ edit, masks: masksOfTarget(of, set) }))
		.filter(({ masks }) => masks.length > 0);
	const backgrounds = await readBackgrounds(
		session.document.uri,
		edits.map(({ edit }) => edit),
	);
	return withProgress(
		{ title: vscode.l10n.t('Exporting the image'), cancellable: true },
		async (report, token) => {
			let shown = 0;
			const show = (fraction: number) => {
				report('', 100 * fraction - shown);
				shown = 100 * fraction;
			};
			try {
				const { bytes } = await session.render({ ...options, edits, backgrounds }, show, token);
				await vscode.workspace.fs.writeFile(target, bytes);
				return true;
			} catch (error) {
				if (token.isCancellationRequested) return false;
				throw error;
			}
		},
	);
}

async function tell(target: vscode.Uri): Promise<void> {
	const name = target.path.slice(target.path.lastIndexOf('/') + 1);
	const open = vscode.l10n.t('Open');
	if ((await showInfo(vscode.l10n.t('{0} was written.', name), open)) === open) {
		await vscode.commands.executeCommand('vscode.open', target);
	}
}
