import { type CatalogueEntry, readCatalogue, sizeOf, sizeText } from '../packs/install/catalogue';
import {
	type BrokenPack,
	type InstalledPack,
	installedPacks,
	isWhole,
} from '../packs/install/installedPacks';
import { packNotes } from '../packs/install/packNotes';
import { ownPacks } from './inferenceOptions';
import { lines } from './lines';
import type { PacksOption } from './packsOption';

export interface ListOptions {
	readonly json?: true;
	readonly catalogue: string;
}

/** `strata pack list` */
export async function listPacks({ packs, json, catalogue }: PacksOption & ListOptions): Promise<void> {
	const installed = await installedPacks([ownPacks, packs]);
	const entries = await readCatalogue(catalogue);
	const available = entries.filter(({ id }) => !installed.some((pack) => pack.id === id));
	process.stdout.write(json ? asJson(installed, available) : asText(installed, available));
}

function asText(
	installed: readonly (InstalledPack | BrokenPack)[],
	available: readonly CatalogueEntry[],
): string {
	const there = installed.map((pack) =>
		isWhole(pack)
			? [pack.id, pack.manifest.name, pack.manifest.licence, pack.folder]
			: [pack.id, 'broken', '', pack.problem],
	);
	const more = available.map((entry) => [
		entry.id,
		`${entry.name}, ${entry.licence}, ${sizeText(entry)}`,
		entry.goodFor,
	]);
	const notes = installed.filter(isWhole).flatMap(({ manifest }) => packNotes(manifest));
	return `installed\n${table(there)}${lines(notes.map((note) => `  ${note}`))}can be installed (strata pack install ID)\n${table(more)}`;
}

function table(rows: readonly (readonly string[])[]): string {
	const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
	const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
	return rows.map((row) => `  ${line(row).trimEnd()}\n`).join('');
}

function asJson(
	installed: readonly (InstalledPack | BrokenPack)[],
	available: readonly CatalogueEntry[],
): string {
	const there = installed.map(({ id, folder, ...rest }) =>
		'manifest' in rest
			? {
					id,
					folder,
					name: rest.manifest.name,
					family: rest.manifest.family,
					licence: rest.manifest.licence,
					notes: packNotes(rest.manifest),
				}
			: { id, folder, problem: rest.problem },
	);
	const more = available.map((entry) => ({
		id: entry.id,
		name: entry.name,
		goodFor: entry.goodFor,
		licence: entry.licence,
		bytes: sizeOf(entry),
		source: entry.source,
	}));
	return `${JSON.stringify({ installed: there, available: more }, null, '\t')}\n`;
}
