import { describeGraph } from '../inference/runtime/onnxSession';
import { type CatalogueEntry, readCatalogue, unverifiedFiles } from '../packs/install/catalogue';
import { installPack } from '../packs/install/installPack';
import { packNotes } from '../packs/install/packNotes';
import { CliError, exitCodes } from './exitCodes';
import { lines } from './lines';
import type { PacksOption } from './packsOption';
import { ProgressLine } from './progressLine';
import { proxyFetch } from './proxyFetch';

export interface InstallCommandOptions {
	readonly mirror: string;
	readonly catalogue: string;
}

/** `strata pack install ID…` */
export async function installPacks(
	ids: readonly string[],
	{ packs, mirror, catalogue }: PacksOption & InstallCommandOptions,
): Promise<void> {
	const entries = await readCatalogue(catalogue);
	const wanted = ids.map((id) => entryOf(id, entries));
	const controller = new AbortController();
	const cancel = () =>
		controller.abort(
			new CliError(exitCodes.failed, 'Cancelled; the next try goes on from where this one stopped.'),
		);
	process.once('SIGINT', cancel);
	const fetch = await proxyFetch();
	try {
		for (const entry of wanted) {
			const line = new ProgressLine(entry.name);
			let notes: readonly string[];
			try {
				const manifest = await installPack(entry, {
					root: packs,
					mirror,
					describe: describeGraph,
					fetch,
					signal: controller.signal,
					onProgress: (received, total) => line.update(received, total),
				});
				notes = packNotes(manifest);
			} finally {
				line.end();
			}
			process.stdout.write(
				`${entry.name} → ${packs}; use it with --pack ${entry.id}\n${lines(notes)}${trustText(entry)}`,
			);
		}
	} finally {
		process.off('SIGINT', cancel);
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

/** Said where the first download decides what the pack is from now on. */
function trustText(entry: CatalogueEntry): string {
	const files = unverifiedFiles(entry);
	if (files.length === 0) return '';
	return `No checksum of ${files.join(' and ')} was known: what came now is what it is held to from now on.\n`;
}
