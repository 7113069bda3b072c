import { readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { megabytes } from '../../shared/megabytes';
import type { GraphDescription } from '../../shared/protocol/graphDescription';
import { downloadFile } from '../download/downloadFile';
import { guardedFetch } from '../download/guardedFetch';
import { mirrorUrl } from '../download/mirrorUrl';
import type { DownloadOptions, RemoteFile } from '../download/requestRest';
import { PackError } from '../manifest/packError';
import { filesOf, type PackManifest, packManifest, parseManifest } from '../manifest/packManifest';
import { sha256Of } from '../manifest/verifyFiles';
import { externalDataOf } from '../recognise/externalData';
import { checkIsOnnx, isOnnxName } from '../recognise/onnxFile';
import { recognisePack } from '../recognise/recognisePack';
import { type CatalogueEntry, exactSizeOf, sizeOf } from './catalogue';
import { Staging } from './staging';

export type Describe = (file: string) => Promise<GraphDescription>;

export interface InstallOptions extends Omit<DownloadOptions, 'onProgress' | 'maxBytes'> {
	/** The folder that holds packs. */
	readonly root: string;
	/** See `mirrorUrl`; empty: no mirror. */
	readonly mirror: string;
	/** Inputs and outputs of an ONNX file: used where the catalogue does not give them. */
	readonly describe: Describe;
	/** Bytes of all files so far, of how many (if known), and the file that is being downloaded. */
	onProgress?(received: number, total: number | undefined, file: string): void;
}

/**
 * Downloads a pack of the catalogue, checks every byte, and moves it into `root` as a whole; or leaves `root` as it
 * was. When it is interrupted or cancelled, the next call resumes it.
 *
 * @throws PackError, or the signal's reason when cancelled
 */
export async function installPack(entry: CatalogueEntry, options: InstallOptions): Promise<PackManifest> {
	const { root } = options;
	const staging = await Staging.open(root, entry.id);
	try {
		await checkFreeSpace(entry, root);
		const hashes = await downloadFiles(entry, staging.folder, options);
		const manifest = await manifestOf(entry, hashes, staging.folder, options.describe);
		await staging.writeManifest(manifest);
		await staging.finish([...hashes.keys(), 'pack.json']);
		return manifest;
	} catch (error) {
		await staging.release();
		throw error;
	}
}

/** @returns the SHA-256 of each file, by name */
async function downloadFiles(
	entry: CatalogueEntry,
	folder: string,
	options: InstallOptions,
): Promise<ReadonlyMap<string, string>> {
	const known = await checksumsOf(join(options.root, entry.id));
	const hashes = new Map<string, string>();
	let before = 0;
	const all = sizeOf(entry);
	const isExact = exactSizeOf(entry.files) !== undefined;
	for (const { file, url, bytes, sha256 } of entry.files) {
		options.signal.throwIfAborted();
		const remote = { url: mirrorUrl(url, options.mirror), bytes, sha256: sha256 ?? known.get(file) };
		const onProgress = (now: number) => {
			const received = before + now;
			// A rounded size is only a hint.
			options.onProgress?.(received, isExact ? all : all && Math.max(all, received), file);
		};
		const path = join(folder, file);
		const fetch = guardedFetch(options.fetch, options.mirror);
		hashes.set(
			file,
			await downloadIfMissing(remote, path, { ...options, fetch, onProgress, ...limitOf(entry) }),
		);
		if (isOnnxName(file)) await checkIsOnnx(path, remote.url);
		before += (await stat(path)).size;
	}
	return hashes;
}

/** A generous limit for each file, since the catalogue's size is rounded: a server must not fill the disk. */
function limitOf(entry: CatalogueEntry): { readonly maxBytes?: number } {
	const size = sizeOf(entry);
	return size === undefined ? {} : { maxBytes: 2 * size + 1e7 };
}

/** A file that an earlier attempt has downloaded is only checked. */
async function downloadIfMissing(
	remote: RemoteFile,
	path: string,
	options: DownloadOptions,
): Promise<string> {
	if (remote.sha256 !== undefined && (await sha256Of(path).catch(() => undefined)) === remote.sha256) {
		return remote.sha256;
	}
	return downloadFile(remote, path, options);
}

/** pack.json: what the catalogue says, what the files say where it does not, and the checksums of the files. */
async function manifestOf(
	{ id, name, goodFor, licence, source, files, manifest }: CatalogueEntry,
	hashes: ReadonlyMap<string, string>,
	folder: string,
	describe: Describe,
): Promise<PackManifest> {
	let rest: Record<string, unknown> = manifest;
	// What the values of other models than those that make masks mean, their files do not say.
	if (!('encoder' in manifest || 'inpaint' in manifest || 'imageEncoder' in manifest)) {
		const graphs = new Map<string, GraphDescription>();
		for (const { file } of files.filter((one) => isOnnxName(one.file))) {
			await dataOf(file, hashes, folder);
			graphs.set(file, await describe(join(folder, file)));
		}
		rest = { ...recognisePack(graphs).manifest, ...manifest };
	}
	const parts = await withChecksums(rest, hashes, folder);
	const text = JSON.stringify({ id, name, licence, source, goodFor, ...parts });
	return parseManifest(text, `the catalogue’s entry “${id}”`, packManifest);
}

const group = z.record(z.string(), z.unknown());

/**
 * Adds to whatever names a file its checksum and the files of its weights, at any depth: an encoder can have another
 * file for CPUs.
 */
async function withChecksums(
	value: Record<string, unknown>,
	hashes: ReadonlyMap<string, string>,
	folder: string,
): Promise<Record<string, unknown>> {
	const result: Record<string, unknown> = {};
	for (const [key, inner] of Object.entries(value)) {
		const found = group.safeParse(inner);
		result[key] = found.success ? await withChecksums(found.data, hashes, folder) : inner;
	}
	if (typeof value.file !== 'string') return result;
	const data = isOnnxName(value.file) ? await dataOf(value.file, hashes, folder) : [];
	return { ...result, sha256: hashes.get(value.file), ...(data.length === 0 ? {} : { data }) };
}

/** @throws PackError where the weights of a file are in another one that was not downloaded */
async function dataOf(file: string, hashes: ReadonlyMap<string, string>, folder: string) {
	// A file that the catalogue lacks is reported when the manifest is parsed.
	const names = hashes.has(file) ? await externalDataOf(join(folder, file)) : [];
	return names.map((name) => {
		const sha256 = hashes.get(name);
		if (sha256 !== undefined) return { file: name, sha256 };
		throw new PackError(
			'contents',
			`${file} has its weights in ${name}, which is not among the catalogue’s files.`,
		);
	});
}

/**
 * The checksums of an earlier installation: they hold for files whose checksum the catalogue does not know. A broken
 * pack.json has none to give, and must not keep its pack from being installed again.
 */
async function checksumsOf(folder: string): Promise<ReadonlyMap<string, string>> {
	try {
		const file = join(folder, 'pack.json');
		const manifest = parseManifest(await readFile(file, 'utf8'), file, packManifest);
		return new Map(filesOf(manifest).map(({ file, sha256 }) => [file, sha256]));
	} catch {
		return new Map();
	}
}

async function checkFreeSpace(entry: CatalogueEntry, root: string): Promise<void> {
	const { bavail, bsize } = await statfs(root);
	const needed = sizeOf(entry) ?? 0;
	const free = bavail * bsize;
	if (free >= needed) return;
	throw new PackError(
		'download',
		`${entry.name} needs ${megabytes(needed)} of disk space in ${root} but only ${megabytes(free)} are free. Free some space and try again.`,
	);
}
