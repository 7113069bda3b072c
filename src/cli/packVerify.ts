import { resolve } from 'node:path';
import { readPackSource } from '../packs/install/addPack';
import { installedPacks } from '../packs/install/installedPacks';
import { PackError } from '../packs/manifest/packError';
import { filesOf, findPack, type PackManifest, verifyFiles } from '../packs/manifest/packManifest';
import { InferenceError } from '../shared/inferenceError';
import { messageOf } from '../shared/messageOf';
import { CliError, exitCodes } from './exitCodes';
import { bundledPacksFolder, type PacksOption } from './inferenceOptions';
import { printJson, report } from './output';

/** `strata pack verify [ID|FOLDER…]`: reads every byte, whatever earlier checks found. */
export async function verifyPacks(
	names: readonly string[],
	{ packs, json }: PacksOption & { readonly json?: true },
): Promise<void> {
	const folders = [bundledPacksFolder, packs];
	const all = names.length > 0 ? names : (await installedPacks(folders)).map(({ id }) => id);
	let broken = 0;
	for (const name of all) {
		try {
			const isFolder = /[\\/]|^\.+$/.test(name);
			const { manifest } = isFolder ? await verifyFolder(resolve(name)) : await findPack(folders, name);
			const files = filesOf(manifest).length;
			if (json) printJson({ id: manifest.id, name: manifest.name, files, intact: true });
			else report(`${manifest.id}: intact (${files} ${files === 1 ? 'file' : 'files'}, ${manifest.name})\n`);
		} catch (error) {
			if (!(error instanceof InferenceError || error instanceof PackError)) throw error;
			broken++;
			if (json) printJson({ id: name, intact: false, problem: messageOf(error) });
			else process.stderr.write(`${name}: ${messageOf(error)}\n`);
		}
	}
	if (broken > 0) {
		throw new CliError(
			exitCodes.pack,
			`${broken} of ${all.length} packs cannot be used. Install them again.`,
		);
	}
}

/** A folder can have another name than the pack in it. */
async function verifyFolder(folder: string): Promise<{ readonly manifest: PackManifest }> {
	const source = await readPackSource(folder);
	if (source.form === 'graphs') {
		throw new InferenceError('pack', `Expected a pack.json in ${folder} but found only ONNX files.`);
	}
	await verifyFiles(folder, source.manifest);
	return source;
}
