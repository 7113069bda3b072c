import { copyFile, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../shared/messageOf';
import { PackError } from '../manifest/packError';
import {
	filesOf,
	graphsOf,
	type PackManifest,
	packManifest,
	parseManifest,
	readManifestFile,
	verifyFiles,
} from '../manifest/packManifest';
import { sha256Of } from '../manifest/verifyFiles';
import { externalDataOf, presentExternalDataOf } from '../recognise/externalData';
import { isOnnxName } from '../recognise/onnxFile';
import { Staging } from './staging';

/** Copied with a pack where they are there. */
const licenceFiles = ['LICENSE', 'NOTICE', 'README.md'];

/** What a folder holds that can become a pack. */
export type PackSource =
	| { readonly form: 'pack'; readonly manifest: PackManifest }
	| { readonly form: 'graphs'; readonly files: readonly string[] };

/**
 * @throws PackError where there is no ONNX file, or one whose weights are missing or outside of the folder;
 *     InferenceError where its pack.json is broken
 */
export async function readPackSource(folder: string): Promise<PackSource> {
	const file = join(folder, 'pack.json');
	const bytes = await readManifestFile(file);
	if (bytes) return { form: 'pack', manifest: parseManifest(bytes.toString('utf8'), file, packManifest) };
	const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
		const reason =
			error.code === 'ENOENT'
				? 'there is none'
				: error.code === 'ENOTDIR'
					? 'it is a file'
					: messageOf(error);
		throw new PackError('contents', `Expected a folder at ${folder} but ${reason}.`, error);
	});
	const files = entries.filter((entry) => entry.isFile() && isOnnxName(entry.name)).map(({ name }) => name);
	// Before the runtime opens them: it would load weights from anywhere.
	for (const name of files) await presentExternalDataOf(join(folder, name));
	if (files.length > 0) return { form: 'graphs', files: files.sort() };
	throw new PackError('contents', `Expected a pack.json or ONNX files in ${folder} but found neither.`);
}

/** A manifest without checksums: what the user says of a model whose files do not say it. */
export type PackDraft = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * Completes a manifest with the files of the weights and with the checksums that all files have now.
 *
 * @throws InferenceError or PackError
 */
export async function addChecksums(folder: string, draft: PackDraft): Promise<PackManifest> {
	const complete: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(draft)) {
		complete[key] = hasFile(value) ? { ...value, ...(await checksumsOf(folder, value.file)) } : value;
	}
	return parseManifest(JSON.stringify(complete), 'pack.json', packManifest);
}

async function checksumsOf(folder: string, file: string) {
	const data = [];
	for (const name of isOnnxName(file) ? await presentExternalDataOf(join(folder, file)) : []) {
		data.push({ file: name, sha256: await sha256Of(join(folder, name)) });
	}
	const sha256 = await sha256Of(join(folder, file)).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT') throw error;
		throw new PackError('contents', `Expected ${file} in ${folder} but it is not there.`, error);
	});
	return { sha256, ...(data.length === 0 ? {} : { data }) };
}

/** @throws PackError where a graph has its weights in a file that the manifest does not name */
async function checkDataIsNamed(folder: string, manifest: PackManifest): Promise<void> {
	for (const { file, data = [] } of graphsOf(manifest)) {
		for (const name of await externalDataOf(join(folder, file))) {
			if (data.some((one) => one.file === name)) continue;
			throw new PackError(
				'contents',
				`${file} has its weights in ${name}, which its pack.json does not list as data of ${file}.`,
			);
		}
	}
}

/**
 * Copies the files that a manifest names into `root`, as a whole or not at all, and checks each copy.
 *
 * @throws InferenceError or PackError
 */
export async function addPack(root: string, folder: string, manifest: PackManifest): Promise<void> {
	const staging = await Staging.open(root, manifest.id);
	try {
		// First, so that a damaged source is distinguished from a bad copy.
		await verifyFiles(folder, manifest);
		await checkDataIsNamed(folder, manifest);
		const copied = ['pack.json'];
		for (const { file } of filesOf(manifest)) {
			await copyFile(join(folder, file), join(staging.folder, file));
			copied.push(file);
		}
		await verifyFiles(staging.folder, manifest);
		for (const name of licenceFiles) {
			if (!(await isOwnFile(join(folder, name)))) continue;
			await copyFile(join(folder, name), join(staging.folder, name));
			copied.push(name);
		}
		await staging.writeManifest(manifest);
		await staging.finish(copied);
	} catch (error) {
		await staging.discard();
		throw error;
	}
}

/** Whether there is a regular file, which is no link to another one. */
async function isOwnFile(path: string): Promise<boolean> {
	return lstat(path).then(
		(found) => found.isFile(),
		() => false,
	);
}

/** A name as an id: what a folder can be called on every system. */
export function idOf(name: string): string {
	return name
		.toLowerCase()
		.normalize('NFKD')
		.replaceAll(/[^a-z0-9.]+/g, '-')
		.replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}

function hasFile(value: unknown): value is { readonly file: string } {
	return typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string';
}
