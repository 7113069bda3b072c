import * as vscode from 'vscode';
import { type BrokenPack, type InstalledPack, isIntact } from '../../packs/install/installedPacks';
import { clipFamily } from '../../packs/manifest/clipFamily';
import { detectorFamily } from '../../packs/manifest/detectorFamily';
import { inpaintFamily } from '../../packs/manifest/inpaintFamily';
import { partsFamily } from '../../packs/manifest/partsFamily';
import { settings } from '../settings';
import type { ModelSwitch } from './modelSwitch';
import type { PackLibrary } from './packLibrary';

const { l10n } = vscode;

interface Item extends vscode.QuickPickItem {
	readonly run?: () => Thenable<unknown>;
}

/** “Choose Model”: the installed packs with the one in use ticked, and commands to install, add and remove packs. */
export async function chooseModel(library: PackLibrary, modelSwitch: ModelSwitch): Promise<void> {
	const used = [settings.pack(), settings.fillPack(), settings.namePack()];
	const itemOf = (pack: InstalledPack | BrokenPack): Item => {
		const isUsed = used.includes(pack.id);
		const iconPath = new vscode.ThemeIcon(isUsed ? 'check' : 'blank');
		if (!isIntact(pack)) {
			return { label: pack.id, description: l10n.t('broken'), detail: pack.problem, iconPath };
		}
		const { name, licence, goodFor } = pack.manifest;
		return {
			label: name,
			description: isUsed ? l10n.t('{0} · in use', licence) : licence,
			...(goodFor === undefined ? {} : { detail: goodFor }),
			iconPath,
			run: () => modelSwitch.use(pack.id),
		};
	};
	// What names objects and parts is there for all models, and no choice.
	const packs = (await library.installed()).filter(
		(pack) => !isIntact(pack) || ![detectorFamily, partsFamily].includes(pack.manifest.family),
	);
	const isOf = (family: string) => (pack: InstalledPack | BrokenPack) =>
		isIntact(pack) && pack.manifest.family === family;
	const [fills, names] = [isOf(inpaintFamily), isOf(clipFamily)];
	const [fillers, namers] = [packs.filter(fills).map(itemOf), packs.filter(names).map(itemOf)];
	const builtIn: Item = {
		label: l10n.t('Built-in Fill'),
		detail: l10n.t('Takes pieces of what lies around; needs no model.'),
		iconPath: new vscode.ThemeIcon(settings.fillPack() === '' ? 'check' : 'blank'),
		run: () => settings.setFillPack(''),
	};
	const noNamer: Item = {
		label: l10n.t('Built-in Names Only'),
		detail: l10n.t('Names that you gave before, and those of everyday things.'),
		iconPath: new vscode.ThemeIcon(settings.namePack() === '' ? 'check' : 'blank'),
		run: () => settings.setNamePack(''),
	};
	const models = [
		...packs.filter((pack) => !fills(pack) && !names(pack)).map(itemOf),
		...(fillers.length === 0 ? [] : [separator(l10n.t('Erase and Fill')), builtIn, ...fillers]),
		...(namers.length === 0 ? [] : [separator(l10n.t('Names')), noNamer, ...namers]),
	];
	const commands: Item[] = [
		separator(''),
		command(l10n.t('Install Model Pack…'), 'cloud-download', 'strata.installPack'),
		command(l10n.t('Add Model Pack from Folder…'), 'folder-opened', 'strata.addPack'),
		...((await library.removable()).length > 0
			? [command(l10n.t('Remove Model Pack…'), 'trash', 'strata.removePack')]
			: []),
	];
	const choice = await vscode.window.showQuickPick<Item>([...models, ...commands], {
		title: l10n.t('Choose Model'),
		placeHolder: l10n.t('Masks and prompts are kept; the model that you choose is used from now on'),
		matchOnDescription: true,
	});
	await choice?.run?.();
}

const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });

function command(label: string, icon: string, id: string): Item {
	return {
		label,
		iconPath: new vscode.ThemeIcon(icon),
		run: () => vscode.commands.executeCommand(id),
	};
}
