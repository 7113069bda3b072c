import * as vscode from 'vscode';
import type { Dataset, DatasetAnnotation } from '../../dataset/dataset';
import type { Format } from '../../dataset/format';
import { Losses } from '../../dataset/losses';
import type { ImportReport } from '../../formats/strata/importIntoSidecars';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { DocumentStore } from '../document/documentStore';
import { showInFolder } from '../showInFolder';
import { folderOf } from './folders';
import { showReport } from './report';
import { withCancellableProgress } from './withCancellableProgress';

/** What is to be imported, and for which pictures. */
export interface ImportSource {
	readonly source: vscode.Uri;
	readonly imagesFolder: vscode.Uri;
	/** One picture only; absent: all that match. */
	readonly onlyImage?: vscode.Uri;
	readonly replace: boolean;
}

/** “Import Annotations…”: another tool's file or folder into the masks of the images that it is of. */
export async function importAnnotations(documents: DocumentStore, target: unknown): Promise<void> {
	const source = target instanceof vscode.Uri ? target : await askSource();
	if (!source) return;
	const workspaceFolder = vscode.workspace.getWorkspaceFolder(source)?.uri;
	const imagesFolder = workspaceFolder ?? (await askImagesFolder(source));
	if (!imagesFolder) return;
	const replace = await askWhetherToReplace();
	if (replace !== undefined) await importFrom(documents, { source, imagesFolder, replace });
}

/** Imports without asking; says what was done. */
export async function importFrom(documents: DocumentStore, from: ImportSource): Promise<void> {
	const { source, imagesFolder } = from;
	const losses = new Losses();
	const { recognizeFormat } = await import('../../formats/recognizeFormat');
	const { importIntoSidecars } = await import('../../formats/strata/importIntoSidecars');
	const format = (await recognizeFormat(source.fsPath)) ?? (await askFormat());
	if (!format) return;
	const backupFolder = vscode.Uri.joinPath(imagesFolder, '.strata-backup', timeName(new Date()));
	const report = await withCancellableProgress(
		vscode.l10n.t('Importing annotations ({0})', format.description.name),
		async ({ signal, show }) => {
			const dataset = await format.read!(source.fsPath, {
				losses,
				signal,
				imagesFolder: imagesFolder.fsPath,
			});
			return importIntoSidecars(onlyOf(dataset, from.onlyImage), {
				imagesFolder: imagesFolder.fsPath,
				replace: from.replace,
				losses,
				backupFolder: backupFolder.fsPath,
				signal,
				onProgress: show,
				intercept: async (file, annotations) => {
					const document = documents.find(vscode.Uri.file(file));
					return document && addToDocument(document, annotations, from.replace);
				},
			});
		},
	);
	if (report) await tell(report, backupFolder, losses);
}

/** A file beside one picture may be of many: of those only the picture's own annotations are wanted. */
function onlyOf(dataset: Dataset, image: vscode.Uri | undefined): Dataset {
	if (!image) return dataset;
	return {
		categories: dataset.categories,
		async *images() {
			for await (const one of dataset.images()) if (one.file === image.fsPath) yield one;
		},
	};
}

/** An image that is open gets its annotations as one edit, which VS Code can undo. */
async function addToDocument(
	document: AnnotationDocument,
	annotations: readonly DatasetAnnotation[],
	replace: boolean,
): Promise<number> {
	const { editWithAnnotations } = await import('../../formats/sidecar/importEdit');
	const { edit, added } = editWithAnnotations(document.state, annotations, {
		replace,
		label: (count) => vscode.l10n.t('Import {0} Annotations', count),
	});
	if (edit) document.edit(edit);
	return added;
}

async function askSource(): Promise<vscode.Uri | undefined> {
	const file = { label: vscode.l10n.t('File…'), isFolder: false };
	const folder = { label: vscode.l10n.t('Folder…'), isFolder: true };
	const title = vscode.l10n.t('Import Annotations From');
	const choice = await vscode.window.showQuickPick([file, folder], { title });
	if (!choice) return undefined;
	const chosen = await vscode.window.showOpenDialog({
		title,
		openLabel: vscode.l10n.t('Import'),
		canSelectFiles: !choice.isFolder,
		canSelectFolders: choice.isFolder,
	});
	return chosen?.[0];
}

async function askImagesFolder(source: vscode.Uri): Promise<vscode.Uri | undefined> {
	const open = vscode.workspace.workspaceFolders ?? [];
	if (open.length === 1) return open[0]!.uri;
	const chosen = await vscode.window.showOpenDialog({
		title: vscode.l10n.t('Which Folder Has the Images?'),
		canSelectFiles: false,
		canSelectFolders: true,
		defaultUri: await folderOf(source),
	});
	return chosen?.[0];
}

async function askWhetherToReplace(): Promise<boolean | undefined> {
	const add = { label: vscode.l10n.t('Add to the masks that are there'), replace: false };
	const replace = {
		label: vscode.l10n.t('Replace the masks that are there'),
		detail: vscode.l10n.t('A copy of the files is kept. In images that are open it can be undone.'),
		replace: true,
	};
	const title = vscode.l10n.t('Import Annotations: Images That Have Masks');
	return (await vscode.window.showQuickPick([add, replace], { title }))?.replace;
}

async function askFormat(): Promise<Format | undefined> {
	const { formats } = await import('../../formats/registry');
	const items = formats
		.filter(({ read }) => read)
		.map((format) => ({ label: format.description.name, description: format.description.extension, format }));
	const title = vscode.l10n.t('The format was not recognized. Which one is it?');
	return (await vscode.window.showQuickPick(items, { title }))?.format;
}

function addedSentence(annotations: number, images: number): string {
	if (annotations === 0) return vscode.l10n.t('No annotations were added.');
	if (images > 1) return vscode.l10n.t('{0} annotations were added to {1} images.', annotations, images);
	return annotations === 1
		? vscode.l10n.t('One annotation was added to one image.')
		: vscode.l10n.t('{0} annotations were added to one image.', annotations);
}

/** Part of a file name on every system. */
const timeName = (now: Date) => now.toISOString().replaceAll(':', '-').slice(0, 19);

async function tell(report: ImportReport, backupFolder: vscode.Uri, losses: Losses): Promise<void> {
	const { annotations, images, duplicates, unmatched, backups } = report;
	const sentence = addedSentence(annotations, images);
	const notes = [
		...(duplicates > 0 ? [vscode.l10n.t('{0} annotations were there already.', duplicates)] : []),
		...(unmatched > 0 ? [vscode.l10n.t('{0} images have no picture in this folder.', unmatched)] : []),
		...losses.sentences(),
	];
	const show = vscode.l10n.t('Show Backup');
	const details = backups > 0 ? [vscode.l10n.t('What the files held before: {0}', backupFolder.fsPath)] : [];
	if (backups === 0) {
		await showReport(sentence, notes, vscode.l10n.t('OK'), details);
	} else if ((await showReport(sentence, notes, show, details)) === show) {
		await showInFolder(backupFolder);
	}
}
