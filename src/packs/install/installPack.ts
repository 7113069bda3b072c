import { readFile, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { GraphDescription } from '../../shared/protocol/graphDescription';
import { downloadFile } from '../download/downloadFile';
import { mirrored } from '../download/mirror';
import type { DownloadOptions, RemoteFile } from '../download/remoteFile';
import { PackError } from '../manifest/packError';
import { filesOf, type PackManifest, packManifest, parseManifest } from '../manifest/packManifest';
import { sha256Of } from '../manifest/verifyFiles';
import { externalDataOf } from '../recognise/externalData';
import { checkIsOnnx, isOnnxName } from '../recognise/onnxFile';
import { recognisePack } from '../recognise/recognisePack';
import { type CatalogueEntry, exactSizeOf, sizeOf } from './catalogue';
import { Staging } from './staging';

export type Describe = (file: string) => Promise<GraphDescription>;

export interface InstallOptions extends Omit<DownloadOptions, 'onProgress'> {
	/** The folder of packs that it goes into. */
	readonly root: string;
	/** See `mirrored`; empty: none. */
	readonly mirror: string;
	/** What an ONNX file takes and gives: asked where the catalogue leaves it to the files. */
	readonly describe: Describe;
	/** Bytes of all files that are there, of how many (where that is known), and the file that is coming. */
	onProgress?(received: number, total: number | undefined, file: string): void;
}

/**
 * Downloads a pack of the catalogue, looks at every byte of it, and puts it into `root` whole; or leaves `root` as it
 * was. Cut off or cancelled, it goes on from there the next time.
 *
 * @throws PackError, or the signal's reason when cancelled
 */
export async function installPack(entry: CatalogueEntry, options: InstallOptions): Promise<PackManifest> {
	const { root, signal } = options;
	const staging = await Staging.open(root, entry.id);
	try {
		await checkRoom(entry, root);
		const trusted = await trustedBefore(join(root, entry.id));
		const hashes = new Map<string, string>();
		let before = 0;
		const all = sizeOf(entry);
		const isExact = exactSizeOf(entry.files) !== undefined;
		for (const { file, url, bytes, sha256 } of entry.files) {
			signal.throwIfAborted();
			const remote: RemoteFile = {
				url: mirrored(url, options.mirror),
				bytes,
				sha256: sha256 ?? trusted.get(file),
			};
			const onProgress = (now: number) => {
				const received = before + now;
				// A rounded sum is no limit.
				options.onProgress?.(received, isExact ? all : all && Math.max(all, received), file);
			};
			const path = join(staging.folder, file);
			hashes.set(file, await fetchUnlessThere(remote, path, { ...options, onProgress }));
			if (isOnnxName(file)) await checkIsOnnx(path, remote.url);
			before += (await stat(path)).size;
		}
		const manifest = await manifestOf(entry, hashes, staging.folder, options.describe);
		await writeFile(join(staging.folder, 'pack.json'), `${JSON.stringify(manifest, null, '\t')}\n`);
		await staging.finish([...hashes.keys(), 'pack.json']);
		return manifest;
	} catch (error) {
		await staging.leave();
		throw error;
	}
}

/** A file that an earlier try had finished is only looked at. */
async function fetchUnlessThere(remote: RemoteFile, path: string, options: DownloadOptions): Promise<string> {
	if (remote.sha256 !== undefined && (await sha256Of(path).catch(() => undefined)) === remote.sha256) {
		return remote.sha256;
	}
	return downloadFile(remote, path, options);
}

/** pack.json: what the catalogue says, what the files say where it is silent, and the checksums of what came. */
async function manifestOf(
	{ id, name, goodFor, licence, source, files, manifest }: CatalogueEntry,
	hashes: ReadonlyMap<string, string>,
	folder: string,
	describe: Describe,
): Promise<PackManifest> {
	let rest: Record<string, unknown> = manifest;
	if (!('encoder' in manifest)) {
		const graphs = new Map<string, GraphDescription>();
		for (const { file } of files.filter((one) => isOnnxName(one.file))) {
			await dataOf(file, hashes, folder);
			graphs.set(file, await describe(join(folder, file)));
		}
		rest = { ...recognisePack(graphs).manifest, ...manifest };
	}
	const text = JSON.stringify({
		id,
		name,
		licence,
		source,
		goodFor,
		...(await sealed(rest, hashes, folder)),
	});
	return parseManifest(text, `the catalogue’s entry “${id}”`, packManifest);
}

const group = z.record(z.string(), z.unknown());

/**
 * Whatever names a file gets that file's checksum and the files of its weights, at any depth: an encoder can have
 * another file for processors.
 */
async function sealed(
	value: Record<string, unknown>,
	hashes: ReadonlyMap<string, string>,
	folder: string,
): Promise<Record<string, unknown>> {
	const result: Record<string, unknown> = {};
	for (const [key, inner] of Object.entries(value)) {
		const found = group.safeParse(inner);
		result[key] = found.success ? await sealed(found.data, hashes, folder) : inner;
	}
	if (typeof value.file !== 'string') return result;
	const data = await dataOf(value.file, hashes, folder);
	return { ...result, sha256: hashes.get(value.file), ...(data.length === 0 ? {} : { data }) };
}

/** @throws PackError where the weights of a file are in one that did not come along */
async function dataOf(file: string, hashes: ReadonlyMap<string, string>, folder: string) {
	// One that the catalogue does not have is told when the manifest is read.
	const names = hashes.has(file) ? await externalDataOf(join(folder, file)) : [];
	return names.map((name) => {
		const sha256 = hashes.get(name);
		if (sha256 !== undefined) return { file: name, sha256 };
		throw new PackError(
			'contents',
			`Expected ${name} among the catalogue’s files, for it holds the weights of ${file}, but it is not there.`,
		);
	});
}

/** What was installed under this id before is what its files are held to, where nobody else says what they must be. */
async function trustedBefore(folder: string): Promise<ReadonlyMap<string, string>> {
	const text = await readFile(join(folder, 'pack.json'), 'utf8').catch(() => undefined);
	if (text === undefined) return new Map();
	const manifest = parseManifest(text, join(folder, 'pack.json'), packManifest);
	return new Map(filesOf(manifest).map(({ file, sha256 }) => [file, sha256]));
}

async function checkRoom(entry: CatalogueEntry, root: string): Promise<void> {
	const { bavail, bsize } = await statfs(root);
	const needed = sizeOf(entry) ?? 0;
	if (bavail * bsize >= needed) return;
	const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
	throw new PackError(
		'download',
		`Expected ${megabytes(needed)} of free disk in ${root} for ${entry.name} but only ${megabytes(bavail * bsize)} are left.`,
	);
}
