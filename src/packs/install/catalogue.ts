import { z } from 'zod';
import { megabytes } from '../../shared/megabytes';
import { PackError } from '../manifest/packError';
import { parseManifest, readManifestFile } from '../manifest/packManifest';

const address = z.url({ protocol: /^https$/, error: 'Expected an address that begins with https://' });

const remoteFile = z.object({
	file: z.string().regex(/^[\w][\w.-]*$/, 'Expected a plain file name'),
	url: address,
	/** The exact size, where a source gives it. */
	bytes: z.int().positive().optional(),
	/** Where a source gives it; otherwise the first download determines it. */
	sha256: z
		.string()
		.regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits')
		.optional(),
});

const entry = z.object({
	id: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, 'Expected lower-case letters, digits, dots and dashes'),
	name: z.string().min(1),
	/** What it is good for, in one line. */
	goodFor: z.string().min(1),
	licence: z.string().min(1),
	/** Where name, licence, addresses and checksums are from. */
	source: address,
	/** Rounded size of all files, where a source gives it and `bytes` are not known. */
	megabytes: z.number().positive().optional(),
	files: z.array(remoteFile).min(1),
	/** The rest of pack.json, without checksums. Where it names no graph, it is read from the files. */
	manifest: z.record(z.string(), z.unknown()),
});
export type CatalogueEntry = z.infer<typeof entry>;

const catalogue = z.looseObject({ schema: z.literal(1), packs: z.array(entry) });

/**
 * The packs that can be installed, from `models/catalogue.json`.
 *
 * @throws PackError where there is no such file; InferenceError that names the file and the first key that is wrong
 */
export async function readCatalogue(file: string): Promise<readonly CatalogueEntry[]> {
	const bytes = await readManifestFile(file);
	if (!bytes) throw new PackError('contents', `There is no catalogue of packs at ${file}.`);
	return parseManifest(bytes.toString('utf8'), file, catalogue).packs;
}

/** The size of all files in bytes; undefined where it is not known. */
export function sizeOf({ files, megabytes: rounded }: CatalogueEntry): number | undefined {
	return exactSizeOf(files) ?? (rounded === undefined ? undefined : rounded * 1e6);
}

/** The size in bytes, where it is known exactly. */
export function exactSizeOf(files: CatalogueEntry['files']): number | undefined {
	const known = files.map(({ bytes }) => bytes);
	return known.every((bytes) => bytes !== undefined)
		? known.reduce((sum, bytes) => sum + bytes, 0)
		: undefined;
}

/** The size for the user: “38 MB”, or “about 155 MB” where it is rounded; undefined where it is not known. */
export function sizeText(entry: CatalogueEntry): string | undefined {
	const bytes = sizeOf(entry);
	if (bytes === undefined) return undefined;
	return exactSizeOf(entry.files) === undefined ? `about ${megabytes(bytes)}` : megabytes(bytes);
}

/** The files whose checksum is not known: the first download determines it. */
export function unverifiedFiles({ files }: CatalogueEntry): readonly string[] {
	return files.filter(({ sha256 }) => sha256 === undefined).map(({ file }) => file);
}
