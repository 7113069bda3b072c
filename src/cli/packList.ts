import { type CatalogueEntry, readCatalogue, sizeOf, sizeText } from '../packs/install/catalogue';
import {
	type BrokenPack,
	type InstalledPack,
	installedPacks,
	isIntact,
	packNotes,
} from '../packs/install/installedPacks';
import { bundledPacksFolder, type PacksOption } from './inferenceOptions';
import { lines, printJson, report } from './output';

export interface ListOptions {
	readonly json?: true;
	readonly catalogue: string;
}

/** `strata pack list` */
export async function listPacks({ packs, json, catalogue }: PacksOption & ListOptions): Promise<void> {
	const installed = await installedPacks([bundledPacksFolder, packs]);
	const entries = await readCatalogue(catalogue);
	const available = entries.filter(({ id }) => !installed.some((pack) => pack.id === id));
	if (json) printJson({ installed: installed.map(packAsJson), available: available.map(entryAsJson) });
	else report(asText(installed, available));
}

function asText(
	installed: readonly (InstalledPack | BrokenPack)[],
	available: readonly CatalogueEntry[],
): string {
	const present = installed.map((pack) =>
		isIntact(pack)
			? [pack.id, pack.manifest.name, pack.manifest.licence, pack.folder]
			: [pack.id, 'broken', '', pack.problem],
	);
	const more = available.map((entry) => [
		entry.id,
		`${entry.name}, ${entry.licence}, ${sizeText(entry) ?? 'size unknown'}`,
		entry.goodFor,
	]);
	const notes = installed.filter(isIntact).flatMap(({ manifest }) => packNotes(manifest));
	return `installed\n${table(present)}${lines(notes.map((sentence) => `  ${sentence}`))}available (strata pack install ID)\n${table(more)}`;
}

/** Aligned columns without frames, as `awk` and people want them; a table library draws frames that both must skip. */
function table(rows: readonly (readonly string[])[]): string {
	const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
	const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
	return rows.map((row) => `  ${line(row).trimEnd()}\n`).join('');
}

function packAsJson(pack: InstalledPack | BrokenPack) {
	const { id, folder } = pack;
	if (!isIntact(pack)) return { id, folder, problem: pack.problem };
	const { name, family, licence } = pack.manifest;
	return { id, folder, name, family, licence, notes: packNotes(pack.manifest) };
}

function entryAsJson(entry: CatalogueEntry) {
	const { id, name, goodFor, licence, source } = entry;
	return { id, name, goodFor, licence, bytes: sizeOf(entry), source };
}
