import { l10n, type QuickPickItem, window } from 'vscode';
import { type CatalogueEntry, sizeText, unverifiedFiles } from '../../packs/install/catalogue';
import { type InstalledPack, isIntact, packNotes } from '../../packs/install/installedPacks';
import { type Describe, installPack } from '../../packs/install/installPack';
import { megabytesOf } from '../../shared/megabytes';
import { showError, showInfo, withProgress } from '../messages';
import { settings } from '../settings';
import type { ModelSwitch } from './modelSwitch';
import type { PackLibrary } from './packLibrary';

type PackManifest = InstalledPack['manifest'];

interface Item extends QuickPickItem {
	readonly entry: CatalogueEntry;
	readonly isInstalled: boolean;
}

export interface PackServices {
	readonly library: PackLibrary;
	readonly modelSwitch: ModelSwitch;
	/** Inputs and outputs of an ONNX file, read by another process. */
	readonly describe: Describe;
	report(error: unknown): void;
}

/** “Install Model Pack…”: shows the catalogue, downloads what was chosen, and offers to use it. */
export async function installModelPack(services: PackServices): Promise<void> {
	const { library, modelSwitch } = services;
	const choice = await window.showQuickPick(await catalogueItems(library), {
		title: l10n.t('Install Model Pack'),
		placeHolder: l10n.t('Choose a model. It is downloaded once and then runs on this machine'),
		matchOnDescription: true,
		matchOnDetail: true,
	});
	if (!choice) return;
	const { entry, isInstalled } = choice;
	if (isInstalled) {
		const [use, again] = [l10n.t('Use It Now'), l10n.t('Install Again')];
		const answer = await showInfo(l10n.t('{0} is installed.', entry.name), use, again);
		if (answer === use) await modelSwitch.use(entry.id);
		if (answer !== again) return;
	}
	await installAndOffer(entry, services);
}

async function catalogueItems(library: PackLibrary): Promise<Item[]> {
	const [entries, installed] = await Promise.all([library.catalogue(), library.installed()]);
	return entries.map((entry) => {
		const isInstalled = installed.some((pack) => pack.id === entry.id && isIntact(pack));
		const size = sizeText(entry) ?? l10n.t('size unknown');
		const facts = [size, entry.licence, ...(isInstalled ? [l10n.t('installed')] : [])];
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
		const retry = l10n.t('Try Again');
		if ((await showError(error, retry)) === retry) await installAndOffer(entry, services);
		return;
	}
	const sentences = [l10n.t('{0} is installed.', entry.name), ...packNotes(manifest)];
	if (unverifiedFiles(entry).length > 0) {
		sentences.push(
			l10n.t('The catalogue has no checksum of it; later downloads are checked against this one.'),
		);
	}
	await offerToUse(sentences, entry.id, services);
}

/** Shows that a pack is there, and switches to it if the user wants that. */
export async function offerToUse(
	sentences: readonly string[],
	id: string,
	{ modelSwitch }: PackServices,
): Promise<void> {
	const use = l10n.t('Use It Now');
	if ((await showInfo(sentences.join(' '), use)) === use) await modelSwitch.use(id);
}

/** @returns undefined where the user cancelled it; the next attempt resumes the download */
async function install(
	entry: CatalogueEntry,
	{ library, describe }: PackServices,
): Promise<PackManifest | undefined> {
	const options = { title: l10n.t('Installing {0}', entry.name), cancellable: true };
	return withProgress(options, async (show, token) => {
		const controller = new AbortController();
		const cancelled = token.onCancellationRequested(() => controller.abort());
		let percent = 0;
		try {
			return await installPack(entry, {
				root: library.root,
				mirror: settings.mirror(),
				describe,
				// VS Code has added its proxy settings and certificates to the extension host's fetch.
				fetch: globalThis.fetch,
				signal: controller.signal,
				onProgress: (received, total) => {
					const now = total === undefined ? 0 : Math.floor((100 * received) / total);
					show(megabytesOf(received, total), now - percent);
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
