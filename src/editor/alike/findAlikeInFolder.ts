import { basename } from 'node:path';
import * as vscode from 'vscode';
import { filesBelow, isImageName } from '../../dataset/imageFiles';
import { describeWanted } from '../../naming/findAlike';
import type { Annotation } from '../../shared/annotations/annotation';
import { uncategorised } from '../../shared/everything';
import { showReport } from '../dataset/report';
import type { DocumentStore } from '../document/documentStore';
import { showInfo } from '../messages';
import type { EditorSession } from '../session/editorSession';
import { SegmentEditorProvider } from '../session/segmentEditorProvider';
import { settings } from '../settings';
import { AlikePanel } from './alikePanel';
import { askSearchedFolder } from './askSearchedFolder';
import { type AlikeInference, type FolderFind, searchFolder } from './folderSearch';
import { keepInFolder, takeBack } from './keepInFolder';

export interface AlikeServices {
	readonly extensionUri: vscode.Uri;
	readonly documents: DocumentStore;
	readonly inference: AlikeInference;
	report(error: unknown): void;
}

/** Twice what a picture has on screen, for screens with small pixels. */
const pictureSize = { width: 224, height: 168 };

/**
 * “Find All Like This in Folder…”: what looks like some annotations in all images of a folder, as pictures in a tab of its
 * own, the likest first. What the user takes is kept under their name, in the images that it is in.
 *
 * @param annotations at least one; the last one says what is found
 */
export async function findAlikeInFolder(
	session: EditorSession,
	annotations: readonly Annotation[],
	services: AlikeServices,
): Promise<void> {
	const { uri } = session.document;
	if (uri.scheme !== 'file') {
		void showInfo(vscode.l10n.t('Only folders of the machine that Strata runs on can be searched.'));
		return;
	}
	const folder = await askSearchedFolder(uri);
	if (!folder) return;
	const { categories } = session.document.state;
	const last = annotations.at(-1)!;
	const { name, kind } = categories.find(({ id }) => id === last.categoryId) ?? uncategorised;
	const category = { name, kind };
	const files = nearestFirst(await filesBelow(folder.fsPath, isImageName), uri.fsPath);
	const title = vscode.l10n.t('Like “{0}” in {1}', name, basename(folder.fsPath));
	const { image } = await session.openedImage();
	const panel = new AlikePanel(
		openPanel(title, services.extensionUri),
		services.extensionUri,
		category,
		files.length,
		{
			keep: (finds) => keep(finds, category, services),
			open: (find) => void openFind(find).then(undefined, services.report),
			report: services.report,
		},
	);
	try {
		const masks = annotations.map(({ segmentation }) => segmentation);
		const failures = await searchFolder(services.inference, {
			files,
			wanted: await describeWanted(services.inference, image, masks, panel.signal),
			source: { file: uri.fsPath, annotations },
			options: settings.everything(),
			openSet: (file) => services.documents.find(vscode.Uri.file(file))?.state,
			pictureSize,
			signal: panel.signal,
			onFound: (finds, progress) => panel.show(finds, progress),
		});
		if (failures.length > 0) await tellFailures(files.length - failures.length, files.length, failures);
	} catch (error) {
		if (!panel.signal.aborted) throw error;
	} finally {
		panel.end();
	}
}

/** The images that follow the open one in its folder, then those before it: what the user is likely at. */
function nearestFirst(files: readonly string[], open: string): readonly string[] {
	const at = files.indexOf(open);
	return at < 0 ? files : [...files.slice(at), ...files.slice(0, at)];
}

function openPanel(title: string, extensionUri: vscode.Uri): vscode.WebviewPanel {
	return vscode.window.createWebviewPanel('strata.alikeInFolder', title, vscode.ViewColumn.Active, {
		enableScripts: true,
		localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
	});
}

function openFind({ file }: FolderFind): Thenable<unknown> {
	return vscode.commands.executeCommand(
		'vscode.openWith',
		vscode.Uri.file(file),
		SegmentEditorProvider.viewType,
	);
}

async function keep<T extends FolderFind>(
	finds: readonly T[],
	category: { readonly name: string; readonly kind: 'object' | 'part' },
	{ documents, report }: AlikeServices,
): Promise<readonly T[]> {
	const kept = await keepInFolder(documents, finds, category);
	const { images, count, failed, failures } = kept;
	const sentence = vscode.l10n.t(
		'Masks added as {0}: {1}, in images: {2}.',
		category.name,
		count,
		images.length,
	);
	const undo = vscode.l10n.t('Undo');
	const told = showReport(
		sentence,
		failures,
		undo,
		[],
		vscode.l10n.t('{0} failed: see the report.', failures.length),
	);
	const undone = told.then(async (answer) => {
		if (answer !== undo) return;
		const left = await takeBack(documents, images, category);
		if (left.length > 0) await tellFailures(images.length - left.length, images.length, left);
	});
	undone.catch(report);
	return failed;
}

async function tellFailures(done: number, total: number, failures: readonly string[]): Promise<void> {
	const sentence = vscode.l10n.t('{0} of {1} images were looked at.', done, total);
	const summary = vscode.l10n.t('{0} failed: see the report.', failures.length);
	await showReport(sentence, failures, vscode.l10n.t('OK'), [], summary);
}
