import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { userCacheFolder, userPacksFolder } from '../node/userFolders';
import { bundledPack } from '../shared/bundledPack';
import { type Device, devices, type StartParams } from '../shared/protocol/inferenceProtocol';

/** Options of every command that runs a model. */
export interface InferenceOptions {
	readonly pack: string;
	readonly packs: readonly string[];
	readonly device: Device;
	/** Where features are kept on disk; absent or false: nowhere. */
	readonly cache?: string | false;
}

const diskBytes = 2 ** 30;
const memoryBytes = 2 ** 28;

/** The bundled packs: this file is part of dist/cli.cjs. */
export const bundledPacksFolder = resolve(__dirname, '..', 'models');

/** The packs that can be installed. */
export const catalogueFile = join(bundledPacksFolder, 'catalogue.json');

/** Options of every command that installs or removes packs. */
export interface PacksOption {
	/** Where packs are installed; absolute. */
	readonly packs: string;
}

/** @param keepsFeatures whether features are kept where the user says nothing about it */
export function withInferenceOptions(command: Command, { keepsFeatures = true } = {}): Command {
	const cache = 'where image features are kept';
	const withoutCache = command
		.option('--pack <id>', 'model pack', bundledPack)
		.option(
			'--packs <folder>',
			'folder to look for packs in first; can be repeated',
			collect<string>,
			[] as readonly string[],
		)
		.addOption(new Option('--device <device>', 'where the model runs').choices(devices).default('auto'));
	if (!keepsFeatures) return withoutCache.option('--cache <folder>', `${cache} (default: nowhere)`);
	return withoutCache
		.option('--cache <folder>', cache, userCacheFolder())
		.option('--no-cache', 'do not keep image features');
}

/** Collects the values of an option that can be repeated. */
export function collect<T>(value: T, previous: readonly T[]): readonly T[] {
	return [...previous, value];
}

/** Where packs are looked for. @param first of the user's choice */
export function packFoldersOf(first: readonly string[]): readonly string[] {
	return [...first.map((folder) => resolve(folder)), bundledPacksFolder, userPacksFolder()];
}

export function startParamsOf({ pack, packs, device, cache }: InferenceOptions): StartParams {
	return {
		packFolders: packFoldersOf(packs),
		pack,
		device,
		...(cache && { cacheFolder: resolve(cache) }),
		cacheBytes: diskBytes,
		memoryBytes,
	};
}
