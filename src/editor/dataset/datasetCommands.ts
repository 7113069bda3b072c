import * as vscode from 'vscode';
import type { DocumentStore } from '../document/documentStore';
import { showError } from '../messages';
import { askTask } from './askTask';
import { askExportChoices } from './exportChoices';
import { exportDataset } from './exportDataset';
import { importAnnotations } from './importAnnotations';
import { ImportOffer } from './importOffer';
import { registerReports } from './report';
import { type FolderInference, segmentFolder } from './segmentFolder';

interface DatasetServices {
	readonly documents: DocumentStore;
	readonly inference: FolderInference;
	readonly memory: vscode.Memento;
	readonly report: (error: unknown) => void;
}

/** Registers what VS Code does with whole folders: export, import, segmenting, and the offer to import what lies beside an image. */
export function registerDatasetCommands({
	documents,
	inference,
	memory,
	report,
}: DatasetServices): vscode.Disposable {
	const saying =
		(act: (target: unknown, more: unknown) => Promise<void>) => (target: unknown, more: unknown) =>
			act(target, more).catch((error: unknown) => {
				report(error);
				void showError(error);
			});
	return vscode.Disposable.from(
		vscode.commands.registerCommand(
			'strata.exportDataset',
			saying((target) => exportDataset(documents, target, askExportChoices)),
		),
		vscode.commands.registerCommand(
			'strata.exportForTask',
			saying((target, task) => exportDataset(documents, target, () => askTask(task))),
		),
		vscode.commands.registerCommand(
			'strata.importAnnotations',
			saying((target) => importAnnotations(documents, target)),
		),
		vscode.commands.registerCommand(
			'strata.segmentFolder',
			saying((target) => segmentFolder(documents, inference, target)),
		),
		new ImportOffer(documents, memory, report),
		registerReports(),
	);
}
