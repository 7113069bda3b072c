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

const useIt = 'Use It Now';
const again = 'Install Again';
const retry = 'Try Again';

/** “Install Model Pack…”: a look at the catalogue, a download that can be cancelled, and the offer to use it. */
export async function installModelPack(services: PackServices): Promise<void> {
	const { library, modelSwitch } = services;
	const choice = await vscode.window.showQuickPick(await catalogueItems(library), {
		title: 'Install Model Pack',
		placeHolder: 'Which model? It is downloaded once, and then runs on this machine',
		matchOnDescription: true,
		matchOnDetail: true,
	});
	if (!choice) return;
	const { entry, isInstalled } = choice;
	if (isInstalled) {
		const message = `${entry.name} is installed.`;
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
		const facts = [sizeText(entry), entry.licence, ...(isInstalled ? ['installed'] : [])];
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
	const message = [`${entry.name} is installed.`, ...packNotes(manifest), trustText(entry)].join(' ').trim();
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
		title: `Installing ${entry.name}`,
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
					const of = total === undefined ? '' : ` of ${megabytes(total)}`;
					progress.report({ message: `${megabytes(received)}${of} MB`, increment: now - percent });
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

/** Said where the first download decides what the pack is from now on. */
function trustText(entry: CatalogueEntry): string {
	return unverifiedFiles(entry).length === 0
		? ''
		: 'No checksum of it was known: what came now is what it is held to from now on.';
}
