import { resolve } from 'node:path';
import { Command } from 'commander';
import { userPacksFolder } from '../node/userFolders';
import { catalogueFile, type PacksOption } from './inferenceOptions';
import { type AddOptions, addFolder } from './packAdd';
import { type InstallCommandOptions, installPacks } from './packInstall';
import { type ListOptions, listPacks } from './packList';
import { removePacks } from './packRemove';
import { verifyPacks } from './packVerify';

/** `strata pack list|install|add|remove|verify`. */
export function packCommand(): Command {
	const command = new Command('pack').description('list, install, add, remove and verify model packs');
	const sub = (name: string) =>
		command
			.command(name)
			.option(
				'--packs <folder>',
				'where packs are installed ($STRATA_PACKS)',
				(folder) => resolve(folder),
				userPacksFolder(),
			)
			.option('--json', 'print the result as JSON');
	sub('list')
		.description('list the installed packs and those of the catalogue')
		.option('--catalogue <file>', 'another list of packs', catalogueFile)
		.action((options: PacksOption & ListOptions) => listPacks(options));
	sub('install')
		.description('download packs of the catalogue; an interrupted download is resumed')
		.argument('<id...>', 'ids that `strata pack list` prints')
		.option('--catalogue <file>', 'another list of packs', catalogueFile)
		.option(
			'--mirror <address>',
			'download from here and not from the catalogue’s hosts; {host} stands for the host',
			'',
		)
		.action((ids: string[], options: PacksOption & InstallCommandOptions) => installPacks(ids, options));
	sub('add')
		.description(
			'copy a pack from a folder with a pack.json, or with the ONNX files of a model whose tensors Strata recognises',
		)
		.argument('<folder>')
		.option('--name <name>', 'name of the model (default: the folder’s name)')
		.option('--id <id>', 'id of the pack (default: from the name)')
		.option('--licence <licence>', 'SPDX name of the licence, such as Apache-2.0')
		.option('--source <address>', 'where the files are from')
		.option(
			'--pixels <normalisation>',
			'how pixels are normalised: imagenet, unit (0 to 1) or raw (0 to 255)',
		)
		.option('--replace', 'replace an installed pack of that id')
		.action((folder: string, options: PacksOption & AddOptions) => addFolder(resolve(folder), options));
	sub('remove')
		.description('delete installed packs; annotations keep the id of the pack that made them')
		.argument('<id...>', 'ids that `strata pack list` prints')
		.action((ids: string[], options: PacksOption & { readonly json?: true }) => removePacks(ids, options));
	sub('verify')
		.description('check every byte of installed packs, or of packs in folders')
		.argument('[id or folder...]', 'default: all that are installed')
		.action((names: string[], options: PacksOption & { readonly json?: true }) =>
			verifyPacks(names, options),
		);
	return command;
}
