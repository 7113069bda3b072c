import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { addPack, readPackSource, sealDraft } from '../../packs/install/addPack';
import type { InstalledPack } from '../../packs/install/installedPacks';
import { packNotes } from '../../packs/install/packNotes';
import type { Graphs } from '../../packs/recognise/recognisedPack';
import { recognisePack } from '../../packs/recognise/recognisePack';
import type { PackServices } from './installModelPack';
import { askPackForm } from './packForm';
import { isInUntrustedWorkspace } from './workspaceTrust';

const useIt = 'Use It Now';
const replace = 'Replace';

/** “Add Model Pack from Folder…”: one with a pack.json is copied, ONNX files without are recognised or asked about. */
export async function addModelPack(services: PackServices, target?: unknown): Promise<void> {
	const folder = target instanceof vscode.Uri ? target : await askFolder();
	if (!folder) return;
	if (isInUntrustedWorkspace(folder)) {
		const manage = 'Manage Workspace Trust';
		const act = await vscode.window.showErrorMessage(
			'Expected a trusted workspace: a model from this one is not loaded before you trust it.',
			manage,
		);
		if (act === manage) await vscode.commands.executeCommand('workbench.trust.manage');
		return;
	}
	if (folder.scheme !== 'file') {
		throw new Error(`Expected a folder on this machine but received ${folder.toString(true)}.`);
	}
	const { library, modelSwitch } = services;
	const prepared = await prepare(folder.fsPath, services);
	if (!prepared || !(await mayTakeItsPlace(prepared.manifest, services))) return;
	const { manifest, notes } = prepared;
	await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title: `Adding ${manifest.name}` },
		() => addPack(library.root, folder.fsPath, manifest),
	);
	const message = [`${manifest.name} is added.`, ...notes].join(' ');
	if ((await vscode.window.showInformationMessage(message, useIt)) === useIt) {
		await modelSwitch.use(manifest.id);
	}
}

interface Prepared {
	readonly manifest: InstalledPack['manifest'];
	readonly notes: readonly string[];
}

async function askFolder(): Promise<vscode.Uri | undefined> {
	const [folder] =
		(await vscode.window.showOpenDialog({
			title: 'Add Model Pack from Folder',
			openLabel: 'Add Model Pack',
			canSelectFiles: false,
			canSelectFolders: true,
		})) ?? [];
	return folder;
}

/** @returns undefined where the user thought better of it */
async function prepare(folder: string, services: PackServices): Promise<Prepared | undefined> {
	const source = await readPackSource(folder);
	if (source.form === 'pack') return { manifest: source.manifest, notes: packNotes(source.manifest) };
	const recognised = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title: 'Looking at the ONNX files' },
		async () => {
			const graphs: Graphs = new Map(
				await Promise.all(
					source.files.map(async (file) => [file, await services.describe(join(folder, file))] as const),
				),
			);
			return recognisePack(graphs);
		},
	);
	const answers = await askPackForm(basename(folder), recognised, services.library);
	if (!answers) return undefined;
	const { pixels, ...said } = answers;
	const { manifest, notes } = recognised;
	const draft = { ...manifest, ...said, input: { ...manifest.input, ...pixels } };
	return { manifest: await sealDraft(folder, draft), notes };
}

async function mayTakeItsPlace(
	{ id, name }: InstalledPack['manifest'],
	{ library }: PackServices,
): Promise<boolean> {
	if (await library.comesAlong(id)) {
		throw new Error(`Expected a pack of its own id, but “${id}” comes with Strata.`);
	}
	const present = (await library.installed()).find((pack) => pack.id === id);
	if (!present) return true;
	const message = `“${id}” is installed. Put ${name} in its place?`;
	return (await vscode.window.showWarningMessage(message, { modal: true }, replace)) === replace;
}
