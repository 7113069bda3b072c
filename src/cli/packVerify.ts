import { resolve } from 'node:path';
import { readPackSource } from '../packs/install/addPack';
import { installedPacks } from '../packs/install/installedPacks';
import { filesOf, findPack, type PackManifest, verifyFiles } from '../packs/manifest/packManifest';
import { InferenceError } from '../shared/inferenceError';
import { messageOf } from '../shared/messageOf';
import { CliError, exitCodes } from './exitCodes';
import { ownPacks } from './inferenceOptions';
import type { PacksOption } from './packsOption';

/** `strata pack verify [ID|FOLDER…]`: every byte, whatever was known before. */
export async function verifyPacks(names: readonly string[], { packs }: PacksOption): Promise<void> {
	const folders = [ownPacks, packs];
	const all = names.length > 0 ? names : (await installedPacks(folders)).map(({ id }) => id);
	let broken = 0;
	for (const name of all) {
		try {
			const isFolder = /[\\/]|^\.+$/.test(name);
			const { manifest } = isFolder ? await verifyFolder(resolve(name)) : await findPack(folders, name);
			process.stdout.write(`${manifest.id}: whole (${filesOf(manifest).length} files, ${manifest.name})\n`);
		} catch (error) {
			if (!(error instanceof InferenceError)) throw error;
			broken++;
			process.stderr.write(`${name}: ${messageOf(error)}\n`);
		}
	}
	if (broken > 0) throw new CliError(exitCodes.pack, `${broken} of ${all.length} packs are not whole.`);
}

/** A folder may have another name than the pack in it. */
async function verifyFolder(folder: string): Promise<{ readonly manifest: PackManifest }> {
	const source = await readPackSource(folder);
	if (source.form === 'graphs') {
		throw new InferenceError('pack', `Expected a pack.json in ${folder} but found ONNX files only.`);
	}
	await verifyFiles(folder, source.manifest);
	return source;
}
