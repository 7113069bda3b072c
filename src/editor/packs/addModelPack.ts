import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { addChecksums, addPack, readPackSource } from '../../packs/install/addPack';
import { type InstalledPack, packNotes } from '../../packs/install/installedPacks';
import type { Graphs } from '../../packs/recognise/recognisedPack';
import { recognisePack } from '../../packs/recognise/recognisePack';
import { askModal, showError, withProgress } from '../messages';
import { offerToUse, type PackServices } from './installModelPack';
import { askPackForm } from './packForm';

const { l10n } = vscode;

/** “Add Model Pack from Folder…”: copies a pack, or makes one of ONNX files and of answers to a few questions. */
export async function addModelPack(services: PackServices, target?: unknown): Promise<void> {
	const folder = target instanceof vscode.Uri ? target : await askFolder();
	if (!folder) return;
	if (isInUntrustedWorkspace(folder)) return refuseUntrusted();
	if (folder.scheme !== 'file') {
		throw new Error(
			l10n.t('{0} is not a folder on this machine. Choose another one.', folder.toString(true)),
		);
	}
	const prepared = await prepare(folder.fsPath, services);
	if (!prepared || !(await mayReplace(prepared.manifest, services))) return;
	const { manifest, notes } = prepared;
	await withProgress({ title: l10n.t('Adding {0}', manifest.name) }, () =>
		addPack(services.library.root, folder.fsPath, manifest),
	);
	await offerToUse([l10n.t('{0} was added.', manifest.name), ...notes], manifest.id, services);
}

interface Prepared {
	readonly manifest: InstalledPack['manifest'];
	readonly notes: readonly string[];
}

/** Whether a folder is part of a workspace that the user does not trust. */
function isInUntrustedWorkspace(folder: vscode.Uri): boolean {
	return !vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(folder) !== undefined;
}

async function refuseUntrusted(): Promise<void> {
	const manage = l10n.t('Manage Workspace Trust');
	const message = l10n.t(
		'Models are only added from trusted workspaces. Trust this workspace and try again.',
	);
	if ((await showError(message, manage)) === manage) {
		await vscode.commands.executeCommand('workbench.trust.manage');
	}
}

async function askFolder(): Promise<vscode.Uri | undefined> {
	const [folder] =
		(await vscode.window.showOpenDialog({
			title: l10n.t('Add Model Pack from Folder'),
			openLabel: l10n.t('Add Model Pack'),
			canSelectFiles: false,
			canSelectFolders: true,
		})) ?? [];
	return folder;
}

/** @returns undefined where the user cancelled it */
async function prepare(folder: string, services: PackServices): Promise<Prepared | undefined> {
	const source = await readPackSource(folder);
	if (source.form === 'pack') return { manifest: source.manifest, notes: packNotes(source.manifest) };
	const recognised = await withProgress({ title: l10n.t('Reading the ONNX files') }, async () => {
		const graphs: Graphs = new Map(
			await Promise.all(
				source.files.map(async (file) => [file, await services.describe(join(folder, file))] as const),
			),
		);
		return recognisePack(graphs);
	});
	const answers = await askPackForm(basename(folder), recognised, services.library);
	if (!answers) return undefined;
	const { normalisation, ...rest } = answers;
	const { manifest, notes } = recognised;
	const draft = { ...manifest, ...rest, input: { ...manifest.input, ...normalisation } };
	return { manifest: await addChecksums(folder, draft), notes };
}

async function mayReplace(
	{ id, name }: InstalledPack['manifest'],
	{ library }: PackServices,
): Promise<boolean> {
	if (await library.isBundled(id)) {
		throw new Error(l10n.t('“{0}” is bundled with Strata. Give the pack another id in its pack.json.', id));
	}
	const present = (await library.installed()).find((pack) => pack.id === id);
	if (!present) return true;
	const replace = l10n.t('Replace');
	const message = l10n.t('“{0}” is already installed. Replace it with {1}?', id, name);
	return (await askModal({ message }, replace)) === replace;
}
