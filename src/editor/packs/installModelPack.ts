import * as vscode from 'vscode';
import { type CatalogueEntry, sizeText, unverifiedFiles } from '../../packs/install/catalogue';
import type { InstalledPack } from '../../packs/install/installedPacks';
import { type Describe, installPack } from '../../packs/install/installPack';
import { packNotes } from '../../packs/install/packNotes';
import { messageOf } from '../../shared/messageOf';
import { settings } from '../settings';
import type { ModelSwitch } from './modelSwitch';
import type { PackLibrary } from './packLibrary';

type PackManifest = InstalledPack['manifest'];

interface Item extends vscode.QuickPickItem {
	readonly entry: CatalogueEntry;
	readonly isInstalled: boolean;
}

export interface PackServices {
	readonly library: PackLibrary;
	readonly modelSwitch: ModelSwitch;
	/** Reads what an ONNX file takes and gives, in a process of its own. */
	readonly describe: Describe;
	report(error: unknown): void;
}

const useIt = vscode.l10n.t('Use It Now');
const again = vscode.l10n.t('Install Again');
const retry = vscode.l10n.t('Try Again');

/** “Install Model Pack…”: a look at the catalogue, a download that can be cancelled, and the offer to use it. */
export async function installModelPack(services: PackServices): Promise<void> {
	const { library, modelSwitch } = services;
	const choice = await vscode.window.showQuickPick(await catalogueItems(library), {
		title: vscode.l10n.t('Install Model Pack'),
		placeHolder: vscode.l10n.t('Choose a model. It is downloaded once and then runs on this computer.'),
		matchOnDescription: true,
		matchOnDetail: true,
	});
	if (!choice) return;
	const { entry, isInstalled } = choice;
	if (isInstalled) {
		const message = vscode.l10n.t('{0} is already installed.', entry.name);
		const act = await vscode.window.showInformationMessage(message, useIt, again);
		if (act === useIt) await modelSwitch.use(entry.id);
		if (act !== again) return;
	}
	await installAndOffer(entry, services);
}

async function catalogueItems(library: PackLibrary): Promise<Item[]> {
	const [entries, installed] = await Promise.all([library.catalogue(), library.installed()]);
	return entries.map((entry) => {
		const isInstalled = installed.some((pack) => pack.id === entry.id && 'manifest' in pack);
		const facts = [sizeText(entry), entry.licence, ...(isInstalled ? [vscode.l10n.t('installed')] : [])];
		return { label: entry.name, description: facts.join(' · '), detail: entry.goodFor, entry, isInstalled };
	});
}

async function installAndOffer(entry: CatalogueEntry, services: PackServices): Promise<void> {
	let manifest: PackManifest | undefined;
	try {
		manifest = await install(entry, services);
		if (!manifest) return;
	} catch (error) {
		services.report(error);
		const act = await vscode.window.showErrorMessage(messageOf(error), retry);
		if (act === retry) await installAndOffer(entry, services);
		return;
	}
	const message = [vscode.l10n.t('{0} is installed.', entry.name), ...packNotes(manifest), trustText(entry)]
		.join(' ')
		.trim();
	if ((await vscode.window.showInformationMessage(message, useIt)) === useIt) {
		await services.modelSwitch.use(entry.id);
	}
}

/** @returns undefined where the user cancelled it; what has come is kept for the next time */
async function install(
	entry: CatalogueEntry,
	{ library, describe }: PackServices,
): Promise<PackManifest | undefined> {
	const options = {
		location: vscode.ProgressLocation.Notification,
		title: vscode.l10n.t('Installing {0}', entry.name),
		cancellable: true,
	};
	return vscode.window.withProgress(options, async (progress, token) => {
		const controller = new AbortController();
		const cancelled = token.onCancellationRequested(() => controller.abort());
		let percent = 0;
		try {
			return await installPack(entry, {
				root: library.root,
				mirror: settings.mirror(),
				describe,
				// VS Code has put its proxy settings and certificates into the extension host's own.
				fetch: globalThis.fetch,
				signal: controller.signal,
				onProgress: (received, total) => {
					const now = total === undefined ? 0 : Math.floor((100 * received) / total);
					const message =
						total === undefined
							? vscode.l10n.t('{0} MB', megabytes(received))
							: vscode.l10n.t('{0} of {1} MB', megabytes(received), megabytes(total));
					progress.report({ message, increment: now - percent });
					percent = now;
				},
			});
		} catch (error) {
			if (controller.signal.aborted) return undefined;
			throw error;
		} finally {
			cancelled.dispose();
		}
	});
}

const megabytes = (bytes: number) =>
	bytes < 1e7 ? (bytes / 1e6).toFixed(1) : String(Math.round(bytes / 1e6));

/** A note for packs whose checksums the catalogue does not know. */
function trustText(entry: CatalogueEntry): string {
	return unverifiedFiles(entry).length === 0
		? ''
		: vscode.l10n.t(
				'The catalogue has no checksum for some of its files, so this download could not be verified; later ones are compared with it.',
			);
}
