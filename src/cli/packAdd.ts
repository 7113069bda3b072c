import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describeGraph } from '../inference/runtime/onnxRuntime';
import { addChecksums, addPack, idOf, readPackSource } from '../packs/install/addPack';
import { packNotes } from '../packs/install/installedPacks';
import { clipFamily } from '../packs/manifest/clipFamily';
import { inpaintFamily } from '../packs/manifest/inpaintFamily';
import type { PackManifest } from '../packs/manifest/packManifest';
import { type Graphs, type Normalisation, normalisations } from '../packs/recognise/recognisedPack';
import { recognisePack } from '../packs/recognise/recognisePack';
import { CliError, exitCodes } from './exitCodes';
import { bundledPacksFolder, type PacksOption } from './inferenceOptions';
import { lines, note, printJson, report } from './output';

export interface AddOptions {
	readonly name?: string;
	readonly id?: string;
	readonly licence?: string;
	readonly source?: string;
	readonly pixels?: string;
	readonly replace?: true;
	readonly json?: true;
}

/** `strata pack add FOLDER` */
export async function addFolder(folder: string, options: PacksOption & AddOptions): Promise<void> {
	const source = await readPackSource(folder);
	const manifest =
		source.form === 'pack' ? source.manifest : await recogniseFiles(folder, source.files, options);
	await checkIsFree(manifest.id, options);
	await addPack(options.packs, folder, manifest);
	const notes = packNotes(manifest);
	if (options.json) printJson(installedAsJson(manifest, options.packs, notes));
	// Of files without a pack.json the notes are printed by now.
	else report(installedText(manifest, options.packs, source.form === 'pack' ? notes : []));
}

/** What `pack add` and `pack install` print. */
export function installedText(manifest: PackManifest, packs: string, notes: readonly string[]): string {
	return `${manifest.name} → ${packs}; ${usageOf(manifest)}\n${lines(notes)}`;
}

function usageOf({ id, family }: PackManifest): string {
	if (family === inpaintFamily) return `use it with strata edit --fill-pack ${id}`;
	return family === clipFamily
		? 'the extension suggests names with it where its setting strata.inference.namePack names it'
		: `use it with --pack ${id}`;
}

export function installedAsJson(
	{ id, name, family, licence }: PackManifest,
	packs: string,
	notes: readonly string[],
) {
	return { id, name, family, licence, folder: join(packs, id), notes };
}

async function recogniseFiles(
	folder: string,
	files: readonly string[],
	{ name = basename(folder), id = idOf(name), licence, source, pixels }: AddOptions,
): Promise<PackManifest> {
	const graphs: Graphs = new Map(
		await Promise.all(files.map(async (file) => [file, await describeGraph(join(folder, file))] as const)),
	);
	const { kind, manifest, notes } = recognisePack(graphs);
	for (const sentence of [`Recognised as ${kind}.`, ...notes]) note(sentence);
	if (licence === undefined || source === undefined) {
		throw new CliError(
			exitCodes.usage,
			'Expected --licence and --source: the files do not say under which terms they can be used, nor where they are from.',
		);
	}
	const input = pixels === undefined ? manifest.input : { ...manifest.input, ...normalisation(pixels) };
	return addChecksums(folder, { ...manifest, id, name, licence, source, input });
}

function normalisation(name: string): Normalisation {
	const known: Readonly<Record<string, Normalisation>> = normalisations;
	const found = Object.hasOwn(known, name) ? known[name] : undefined;
	if (found) return found;
	throw new CliError(
		exitCodes.usage,
		`Expected one of ${Object.keys(known).join(', ')} for --pixels but received ${name}.`,
	);
}

async function checkIsFree(id: string, { packs, replace }: PacksOption & AddOptions): Promise<void> {
	const isThere = async (folder: string) =>
		stat(join(folder, id, 'pack.json')).then(
			() => true,
			() => false,
		);
	if (await isThere(bundledPacksFolder)) {
		throw new CliError(exitCodes.usage, `“${id}” is bundled with Strata: give the pack another --id.`);
	}
	if (!replace && (await isThere(packs))) {
		throw new CliError(
			exitCodes.usage,
			`“${id}” is already installed in ${packs}: add --replace to replace it.`,
		);
	}
}
