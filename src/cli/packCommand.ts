import { resolve } from 'node:path';
import { Command } from 'commander';
import { userPacksFolder } from '../packs/install/packFolders';
import { catalogueFile } from './inferenceOptions';
import { type AddOptions, addFolder } from './packAdd';
import { type InstallCommandOptions, installPacks } from './packInstall';
import { type ListOptions, listPacks } from './packList';
import { removePacks } from './packRemove';
import type { PacksOption } from './packsOption';
import { verifyPacks } from './packVerify';

/** `strata pack list|install|add|remove|verify`. */
export function packCommand(): Command {
	const command = new Command('pack').description('the models: what is there, what can be had, is it whole');
	const sub = (name: string) =>
		command
			.command(name)
			.option(
				'--packs <folder>',
				'where packs are installed ($STRATA_PACKS)',
				(folder) => resolve(folder),
				userPacksFolder(),
			);
	sub('list')
		.description('the packs that are installed, and those of the catalogue that can be')
		.option('--json', 'print them as JSON')
		.option('--catalogue <file>', 'another list of packs', catalogueFile)
		.action((options: PacksOption & ListOptions) => listPacks(options));
	sub('install')
		.description('download packs of the catalogue; what was cut off goes on where it stopped')
		.argument('<id...>', 'as `strata pack list` names them')
		.option('--catalogue <file>', 'another list of packs', catalogueFile)
		.option(
			'--mirror <address>',
			'asked instead of the catalogue’s hosts; {host} in it stands for theirs',
			'',
		)
		.action((ids: string[], options: PacksOption & InstallCommandOptions) => installPacks(ids, options));
	sub('add')
		.description(
			'copy a folder with a pack.json, or with the ONNX files of a model that is recognised by its tensors',
		)
		.argument('<folder>')
		.option('--name <name>', 'what it is called (the folder’s name)')
		.option('--id <id>', 'its id (made of the name)')
		.option('--licence <licence>', 'as SPDX has it, such as Apache-2.0')
		.option('--source <address>', 'where the files are from')
		.option('--pixels <way>', 'how pixels are prepared: imagenet, unit (0 to 1) or raw (0 to 255)')
		.option('--replace', 'take the place of an installed pack of that id')
		.action((folder: string, options: PacksOption & AddOptions) => addFolder(resolve(folder), options));
	sub('remove')
		.description('delete installed packs; annotations keep the name of the pack that made them')
		.argument('<id...>', 'as `strata pack list` names them')
		.action((ids: string[], options: PacksOption) => removePacks(ids, options));
	sub('verify')
		.description('look at every byte of installed packs, or of packs in folders')
		.argument('[id or folder...]', 'all that are installed, if none is named')
		.action((names: string[], options: PacksOption) => verifyPacks(names, options));
	return command;
}
