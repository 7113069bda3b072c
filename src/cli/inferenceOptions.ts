import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { userPacksFolder } from '../packs/install/packFolders';
import { embeddedPack } from '../shared/embeddedPack';
import { type Device, devices, type StartParams } from '../shared/protocol/inferenceProtocol';

/** Options of every command that runs a model. */
export interface InferenceOptions {
	readonly pack: string;
	readonly packs?: readonly string[];
	readonly device: Device;
	readonly cache: string | false;
}

const diskBytes = 2 ** 30;
const memoryBytes = 2 ** 28;

/** The packs that come with Strata: this file is bundled into dist/cli.cjs. */
export const ownPacks = resolve(__dirname, '..', 'models');

/** The packs that can be installed. */
export const catalogueFile = join(ownPacks, 'catalogue.json');

/** Where this system's programs keep what they can make again. */
function cacheFolder(): string {
	const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
	if (process.platform === 'win32')
		return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'strata');
	if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'strata');
	return join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'strata');
}

export function withInferenceOptions(command: Command): Command {
	return command
		.option('--pack <id>', 'model pack', embeddedPack)
		.option('--packs <folder...>', 'folders to look for packs in, before the built-in and installed ones')
		.addOption(new Option('--device <device>', 'where the model runs').choices(devices).default('auto'))
		.option('--cache <folder>', 'where what is known of an image is kept', cacheFolder())
		.option('--no-cache', 'keep nothing');
}

export function startParamsOf({ pack, packs = [], device, cache }: InferenceOptions): StartParams {
	return {
		packFolders: [...packs.map((folder) => resolve(folder)), ownPacks, userPacksFolder()],
		pack,
		device,
		...(cache === false ? {} : { cacheFolder: resolve(cache) }),
		cacheBytes: diskBytes,
		memoryBytes,
	};
}
