import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describeGraph } from '../inference/runtime/onnxSession';
import { addPack, idOf, readPackSource, sealDraft } from '../packs/install/addPack';
import { packNotes } from '../packs/install/packNotes';
import type { PackManifest } from '../packs/manifest/packManifest';
import { type Graphs, type Pixels, preparations } from '../packs/recognise/recognisedPack';
import { recognisePack } from '../packs/recognise/recognisePack';
import { CliError, exitCodes } from './exitCodes';
import { ownPacks } from './inferenceOptions';
import { lines } from './lines';
import type { PacksOption } from './packsOption';

export interface AddOptions {
	readonly name?: string;
	readonly id?: string;
	readonly licence?: string;
	readonly source?: string;
	readonly pixels?: string;
	readonly replace?: true;
}

/** `strata pack add FOLDER` */
export async function addFolder(folder: string, options: PacksOption & AddOptions): Promise<void> {
	const source = await readPackSource(folder);
	const manifest =
		source.form === 'pack' ? source.manifest : await recogniseFiles(folder, source.files, options);
	// Of files without a pack.json it is said already.
	const notes = source.form === 'pack' ? packNotes(manifest) : [];
	await checkIsFree(manifest.id, options);
	await addPack(options.packs, folder, manifest);
	process.stdout.write(
		`${manifest.name} → ${options.packs}; use it with --pack ${manifest.id}\n${lines(notes)}`,
	);
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
	process.stderr.write(`${[`Recognised as ${kind}.`, ...notes].join('\n')}\n`);
	if (licence === undefined || source === undefined) {
		throw new CliError(
			exitCodes.usage,
			'Expected --licence and --source: the files do not say what one may do with them, nor where they are from.',
		);
	}
	const input = pixels === undefined ? manifest.input : { ...manifest.input, ...preparation(pixels) };
	return sealDraft(folder, { ...manifest, id, name, licence, source, input });
}

function preparation(way: string): Pixels {
	const known: Readonly<Record<string, Pixels>> = preparations;
	const found = Object.hasOwn(known, way) ? known[way] : undefined;
	if (found) return found;
	throw new CliError(
		exitCodes.usage,
		`Expected one of ${Object.keys(known).join(', ')} for --pixels but received ${way}.`,
	);
}

async function checkIsFree(id: string, { packs, replace }: PacksOption & AddOptions): Promise<void> {
	const isThere = async (folder: string) =>
		stat(join(folder, id, 'pack.json')).then(
			() => true,
			() => false,
		);
	if (await isThere(ownPacks)) {
		throw new CliError(exitCodes.usage, `“${id}” comes with Strata: give the pack another --id.`);
	}
	if (!replace && (await isThere(packs))) {
		throw new CliError(
			exitCodes.usage,
			`“${id}” is installed in ${packs}: add --replace to put this in its place.`,
		);
	}
}
