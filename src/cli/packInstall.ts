import { describeGraph } from '../inference/runtime/onnxRuntime';
import { type CatalogueEntry, readCatalogue, unverifiedFiles } from '../packs/install/catalogue';
import { packNotes } from '../packs/install/installedPacks';
import { installPack } from '../packs/install/installPack';
import type { PackManifest } from '../packs/manifest/packManifest';
import { CliError, exitCodes } from './exitCodes';
import type { PacksOption } from './inferenceOptions';
import { printJson, report } from './output';
import { installedAsJson, installedText } from './packAdd';
import { ProgressLine } from './progressLine';
import { proxyFetch } from './proxyFetch';

export interface InstallCommandOptions {
	readonly mirror: string;
	readonly catalogue: string;
	readonly json?: true;
}

/** `strata pack install ID…` */
export async function installPacks(
	ids: readonly string[],
	{ packs, mirror, catalogue, json }: PacksOption & InstallCommandOptions,
): Promise<void> {
	const entries = await readCatalogue(catalogue);
	const wanted = ids.map((id) => entryOf(id, entries));
	const controller = new AbortController();
	const cancel = () =>
		controller.abort(new CliError(exitCodes.failed, 'Cancelled. The next attempt resumes the download.'));
	process.once('SIGINT', cancel);
	const fetch = await proxyFetch();
	try {
		for (const entry of wanted) {
			const manifest = await install(entry, { root: packs, mirror, fetch, signal: controller.signal });
			const notes = [...packNotes(manifest), ...trustNotes(entry)];
			if (json) printJson(installedAsJson(manifest, packs, notes));
			else report(installedText(manifest, packs, notes));
		}
	} finally {
		process.off('SIGINT', cancel);
	}
}

type Options = Pick<Parameters<typeof installPack>[1], 'root' | 'mirror' | 'fetch' | 'signal'>;

async function install(entry: CatalogueEntry, options: Options): Promise<PackManifest> {
	const line = new ProgressLine(entry.name);
	try {
		return await installPack(entry, {
			...options,
			describe: describeGraph,
			onProgress: (received, total) => line.update(received, total),
		});
	} finally {
		line.end();
	}
}

function entryOf(id: string, entries: readonly CatalogueEntry[]): CatalogueEntry {
	const entry = entries.find((one) => one.id === id);
	if (entry) return entry;
	throw new CliError(
		exitCodes.usage,
		`Expected one of ${entries.map((one) => one.id).join(', ')} but received ${id}.`,
	);
}

/** A note where the first download determines which files belong to the pack. */
function trustNotes(entry: CatalogueEntry): readonly string[] {
	const files = unverifiedFiles(entry);
	if (files.length === 0) return [];
	return [
		`The catalogue has no checksum of ${files.join(' and ')}; later downloads are checked against this one.`,
	];
}
