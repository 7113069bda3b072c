import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseManifest } from '../manifest/packManifest';

const address = z.url({ protocol: /^https$/, error: 'Expected an address that begins with https://' });

const remoteFile = z.object({
	file: z.string().regex(/^[\w][\w.-]*$/, 'Expected a plain file name'),
	url: address,
	/** Exactly, where a source says so. */
	bytes: z.int().positive().optional(),
	/** Where a source says so; otherwise what comes first is what is held to from then on. */
	sha256: z
		.string()
		.regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits')
		.optional(),
});

const entry = z.object({
	id: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, 'Expected lower-case letters, digits, dots and dashes'),
	name: z.string().min(1),
	/** What it is good for, in a line. */
	goodFor: z.string().min(1),
	licence: z.string().min(1),
	/** Where name, licence, addresses and checksums were found. */
	source: address,
	/** Of all files together, rounded, where a source says so and bytes are not known. */
	megabytes: z.number().positive().optional(),
	files: z.array(remoteFile).min(1),
	/** What pack.json says beyond the above, without checksums. Without `encoder`, the rest is read from the files. */
	manifest: z.record(z.string(), z.unknown()),
});
export type CatalogueEntry = z.infer<typeof entry>;

const catalogue = z.looseObject({ schema: z.literal(1), packs: z.array(entry) });

/**
 * The packs that can be installed, from `models/catalogue.json`.
 *
 * @throws InferenceError `pack` that names the file and the first key that is wrong
 */
export async function readCatalogue(file: string): Promise<readonly CatalogueEntry[]> {
	return parseManifest(await readFile(file, 'utf8'), file, catalogue).packs;
}

/** All that is downloaded, in bytes; undefined where nobody says. */
export function sizeOf({ files, megabytes }: CatalogueEntry): number | undefined {
	const exact = exactSizeOf(files);
	return exact ?? (megabytes === undefined ? undefined : megabytes * 1e6);
}

/** The same, where every file's size is known to the byte. */
export function exactSizeOf(files: CatalogueEntry['files']): number | undefined {
	const known = files.map(({ bytes }) => bytes);
	return known.every((bytes) => bytes !== undefined)
		? known.reduce((sum, bytes) => sum + bytes, 0)
		: undefined;
}

/** The same for the user: “38 MB”, “about 155 MB” where it is rounded, or that it is not known. */
export function sizeText(entry: CatalogueEntry): string {
	const bytes = sizeOf(entry);
	if (bytes === undefined) return 'size not known';
	const about = exactSizeOf(entry.files) === undefined ? 'about ' : '';
	return `${about}${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

/** Files of which nobody has said what they must be: the first download decides. */
export function unverifiedFiles({ files }: CatalogueEntry): readonly string[] {
	return files.filter(({ sha256 }) => sha256 === undefined).map(({ file }) => file);
}
