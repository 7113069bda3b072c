import * as vscode from 'vscode';
import { bundledPack } from '../shared/bundledPack';
import { parsePixelSize } from '../shared/pixelSize';
import {
	type HoverPreviewSetting,
	hoverPreviewSettings,
	type ViewSettings,
} from '../shared/protocol/editorProtocol';
import { type Device, devices, type EverythingParams } from '../shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../shared/thresholds';

const section = 'strata';
/** 16 384 clicks: more than an hour on a slow machine. */
const maxPointsPerSide = 128;
const maxReleaseMinutes = 24 * 60;

/** Names of settings before this version, which are read for one more where the new name is not set. */
const formerNames: Readonly<Record<string, string>> = {
	'models.mirror': 'mirror',
	'everything.minScore': 'everything.leastScore',
};

/** The extension's settings, checked as they are read: a value that the schema forbids gives the default. */
export const settings = {
	pack: (): string => read('inference.pack', isText, bundledPack),
	setPack: (id: string): Thenable<void> =>
		vscode.workspace
			.getConfiguration(section)
			.update('inference.pack', id, vscode.ConfigurationTarget.Global),
	/** The id of the pack that fills places in exported images; empty: the built-in way. */
	fillPack: (): string => read('inference.fillPack', isString, ''),
	setFillPack: (id: string): Thenable<void> =>
		vscode.workspace
			.getConfiguration(section)
			.update('inference.fillPack', id, vscode.ConfigurationTarget.Global),
	/** The id of the pack that compares masks with the user's names; empty: none. */
	namePack: (): string => read('inference.namePack', isString, ''),
	setNamePack: (id: string): Thenable<void> =>
		vscode.workspace
			.getConfiguration(section)
			.update('inference.namePack', id, vscode.ConfigurationTarget.Global),
	/** Asked instead of the hosts that packs are downloaded from; empty: none. */
	mirror: (): string => read('models.mirror', isString, ''),
	device: (): Device => read('inference.device', isDevice, 'auto'),
	releaseAfterMs: (): number => read('inference.releaseMinutes', isReleaseTime, 10) * 60_000,
	diskCacheBytes: (): number => read('cache.diskMegabytes', isSize, 2048) * 2 ** 20,
	memoryCacheBytes: (): number => read('cache.memoryMegabytes', isSize, 256) * 2 ** 20,
	everything: (): Pick<EverythingParams, 'pointsPerSide' | 'minScore' | 'frugal'> => {
		const minScore = read<number | undefined>('everything.minScore', isFraction, undefined);
		return {
			pointsPerSide: read('everything.pointsPerSide', isCount, everythingDefaults.pointsPerSide),
			...(minScore !== undefined && { minScore }),
			...(read('everything.frugal', isBoolean, false) && { frugal: true as const }),
		};
	},
	/** Whether names are learned from the user's masks, and suggested. */
	suggestNames: (): boolean => read('naming.suggest', isBoolean, true),
	/** @param image each folder can have a pixel size of its own */
	view: (image: vscode.Uri): Omit<ViewSettings, 'categoryColours'> => {
		const pixelSize = parsePixelSize(read('editor.pixelSize', isString, '', image));
		return {
			hoverPreview: read('editor.hoverPreview', isHoverPreview, 'auto'),
			maskOpacity: read('editor.maskOpacity', isFraction, 0.35),
			...(pixelSize && { pixelSize }),
		};
	},
};

/** Calls back when one of the named settings (`inference`, `editor`, …) has changed. */
export function onSettingsChanged(group: string, listener: () => void): vscode.Disposable {
	return vscode.workspace.onDidChangeConfiguration((change) => {
		if (change.affectsConfiguration(`${section}.${group}`)) listener();
	});
}

function read<T>(name: string, isValid: (value: unknown) => value is T, otherwise: T, scope?: vscode.Uri): T {
	const configuration = vscode.workspace.getConfiguration(section, scope);
	const former = formerNames[name];
	const isFormerInUse = former !== undefined && isSet(configuration, former) && !isSet(configuration, name);
	const value: unknown = configuration.get(isFormerInUse ? former : name);
	return isValid(value) ? value : otherwise;
}

/** Whether the user or the workspace gave the setting a value of their own. */
function isSet(configuration: vscode.WorkspaceConfiguration, name: string): boolean {
	const { globalValue, workspaceValue, workspaceFolderValue } = configuration.inspect(name) ?? {};
	return [globalValue, workspaceValue, workspaceFolderValue].some((value) => value !== undefined);
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isHoverPreview = (value: unknown): value is HoverPreviewSetting =>
	hoverPreviewSettings.some((setting) => setting === value);
const isReleaseTime = (value: unknown): value is number => isSize(value) && value <= maxReleaseMinutes;
const isSize = (value: unknown): value is number => typeof value === 'number' && value >= 0;
const isCount = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxPointsPerSide;
const isFraction = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;
const isDevice = (value: unknown): value is Device => devices.some((device) => device === value);
