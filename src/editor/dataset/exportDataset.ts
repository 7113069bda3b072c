import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type ConversionReport, writeDataset } from '../../dataset/convertDataset';
import type { Dataset } from '../../dataset/dataset';
import { Losses } from '../../dataset/losses';
import { OutputFolder } from '../../dataset/outputFolder';
import { selectAnnotations, splitDataset } from '../../dataset/selectDataset';
import type { DocumentStore } from '../document/documentStore';
import { askModal } from '../messages';
import { showInFolder } from '../showInFolder';
import type { ExportChoices } from './exportChoices';
import { askFolder, isInFolder } from './folders';
import { showReport } from './report';
import { withCancellableProgress } from './withCancellableProgress';

/**
 * “Export Dataset…” and “Export for a Task…”: the masks of a folder of this machine, or of one image, in a format that a
 * trainer takes.
 *
 * @param ask what is wanted; undefined where the user gave the export up
 */
export async function exportDataset(
	documents: DocumentStore,
	target: unknown,
	ask: (dataset: Dataset) => Promise<ExportChoices | undefined>,
): Promise<void> {
	const source = await askFolder(target, vscode.l10n.t('Export Masks of Which Folder?'));
	if (!source || !(await askToSave(documents, source))) return;
	const losses = new Losses();
	// Formats bring libraries for XML, zip and pictures: not before they are needed.
	const { formatNamed } = await import('../../formats/recognizeFormat');
	const dataset = await withCancellableProgress(vscode.l10n.t('Reading masks'), ({ signal }) =>
		formatNamed('strata').read!(source.fsPath, { losses, signal }),
	);
	if (!dataset) return;
	const choices = await ask(dataset);
	const folder = choices && (await askTarget(source));
	if (!folder) return;
	const output = new OutputFolder(folder.uri.fsPath, folder.overwrite);
	const report = await withCancellableProgress(vscode.l10n.t('Exporting the dataset'), ({ signal, show }) =>
		write(dataset, choices, output, losses, { signal, show }),
	);
	if (report) await tell(report, folder.uri, output, losses);
}

/** Masks that are not saved yet would be missing. @returns false where the user gave the export up */
async function askToSave(documents: DocumentStore, folder: vscode.Uri): Promise<boolean> {
	const unsaved = documents.unsavedImages.filter((image) => isInFolder(image, folder));
	if (unsaved.length === 0) return true;
	const save = vscode.l10n.t('Save All');
	const goOn = vscode.l10n.t('Export What Is Saved');
	const message =
		unsaved.length === 1
			? vscode.l10n.t('One image has masks that are not saved yet.')
			: vscode.l10n.t('{0} images have masks that are not saved yet.', unsaved.length);
	const answer = await askModal({ message }, save, goOn);
	if (answer === save) await vscode.commands.executeCommand('workbench.action.files.saveAll');
	return answer !== undefined;
}

async function askTarget(
	source: vscode.Uri,
): Promise<{ readonly uri: vscode.Uri; readonly overwrite: boolean } | undefined> {
	const [uri] =
		(await vscode.window.showOpenDialog({
			title: vscode.l10n.t('Export Dataset: Target Folder'),
			openLabel: vscode.l10n.t('Export Here'),
			canSelectFiles: false,
			canSelectFolders: true,
			defaultUri: source,
		})) ?? [];
	if (!uri) return undefined;
	if ((await readdir(uri.fsPath)).length === 0) return { uri, overwrite: false };
	const add = vscode.l10n.t('Add Files');
	const replace = vscode.l10n.t('Add and Replace Files');
	const message = vscode.l10n.t('The folder is not empty.');
	const detail = vscode.l10n.t(
		'Without replacing, the export stops at the first file that is there already.',
	);
	const answer = await askModal({ message, detail }, add, replace);
	return answer === undefined ? undefined : { uri, overwrite: answer === replace };
}

async function write(
	dataset: Dataset,
	{ format, variant, selection, parts, seed }: ExportChoices,
	output: OutputFolder,
	losses: Losses,
	{
		signal,
		show,
	}: { readonly signal: AbortSignal; readonly show: (done: number, total: number | undefined) => void },
): Promise<ConversionReport> {
	const selected = selectAnnotations(dataset, selection);
	const wanted = parts ? await splitDataset(selected, parts, seed) : selected;
	return writeDataset(wanted, { ...format, write: format.write! }, output, {
		losses,
		simplify: 0,
		variant,
		signal,
		onProgress: show,
	});
}

async function tell(
	{ annotations, categories, images }: ConversionReport,
	folder: vscode.Uri,
	output: OutputFolder,
	losses: Losses,
): Promise<void> {
	const sentence =
		images === 1
			? vscode.l10n.t('{0} masks of one image were exported.', annotations)
			: vscode.l10n.t('{0} masks of {1} images were exported.', annotations, images);
	const open = vscode.l10n.t('Open Folder');
	const answer = await showReport(sentence, losses.sentences(), open, [
		vscode.l10n.t('Folder: {0}', folder.fsPath),
		vscode.l10n.t('{0} files, {1} categories', output.files.length, categories),
	]);
	if (answer === open) await showInFolder(folder);
}
