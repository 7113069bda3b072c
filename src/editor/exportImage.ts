import * as vscode from 'vscode';
import type { EditTarget } from '../shared/imageEdits/editTarget';
import { formatOfFileName, hasTransparency, outputExtensions } from '../shared/imageEdits/outputFormat';
import { askExportFormat } from './askExportFormat';
import { showInfo, withProgress } from './messages';
import type { EditedImageOptions } from './session/editedImage';
import type { EditorSession } from './session/editorSession';
import { exportName } from './session/exportName';
import { showInFolder } from './showInFolder';

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
	const defaultUri = vscode.Uri.joinPath(uri, '..', exportName(uri, suffix, chosen.extension));
	const target = await vscode.window.showSaveDialog({
		title,
		defaultUri,
		filters: { [vscode.l10n.t('Images')]: [...outputExtensions] },
	});
	if (!target) return;
	const format = formatOfFileName(target.path);
	if (!format || (needsTransparency && !hasTransparency(format))) {
		const allowed = outputExtensions.filter(
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
	const bytes = await render(session, { ...options, ...(cutOut && { cutOut }) });
	if (!bytes) return;
	await vscode.workspace.fs.writeFile(target, bytes);
	await tell(target);
}

/** “Copy Cut-Out”: the same on the clipboard, for a document or a chat. */
export async function copyCutOut(session: EditorSession): Promise<void> {
	const cutOut = session.editTarget;
	const bytes = await render(session, { format: 'png', keepsMetadata: false, cutOut });
	if (!bytes) return;
	await session.copyPicture(bytes);
	vscode.window.setStatusBarMessage(vscode.l10n.t('The cut-out is on the clipboard.'), 5000);
}

/** The file with the image's edits; undefined where the user cancelled. */
async function render(session: EditorSession, options: EditedImageOptions): Promise<Uint8Array | undefined> {
	const title = vscode.l10n.t('Exporting the image');
	return withProgress({ title, cancellable: true }, async (report, token) => {
		let shown = 0;
		const show = (fraction: number) => {
			report('', 100 * fraction - shown);
			shown = 100 * fraction;
		};
		try {
			return (await session.render(options, show, token)).bytes;
		} catch (error) {
			if (token.isCancellationRequested) return undefined;
			throw error;
		}
	});
}

async function tell(target: vscode.Uri): Promise<void> {
	const name = target.path.slice(target.path.lastIndexOf('/') + 1);
	const open = vscode.l10n.t('Open');
	const show = vscode.l10n.t('Show in Its Folder');
	const choice = await showInfo(vscode.l10n.t('{0} was written.', name), open, show);
	if (choice === open) await vscode.commands.executeCommand('vscode.open', target);
	else if (choice === show) await showInFolder(target);
}
