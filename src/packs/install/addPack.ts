import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfThere } from '../../node/textFile';
import { PackError } from '../manifest/packError';
import {
	filesOf,
	graphsOf,
	type PackManifest,
	packManifest,
	parseManifest,
	verifyFiles,
} from '../manifest/packManifest';
import { sha256Of } from '../manifest/verifyFiles';
import { externalDataOf, presentExternalDataOf } from '../recognise/externalData';
import { isOnnxName } from '../recognise/onnxFile';
import { Staging } from './staging';

/** Goes with a pack where it is there. */
const papers = ['LICENSE', 'NOTICE', 'README.md'];

/** What a folder holds that may become a pack. */
export type PackSource =
	| { readonly form: 'pack'; readonly manifest: PackManifest }
	| { readonly form: 'graphs'; readonly files: readonly string[] };

/**
 * @throws PackError where there is no ONNX file in it, or one whose weights are missing or elsewhere, InferenceError
 *     where its pack.json is broken
 */
export async function readPackSource(folder: string): Promise<PackSource> {
	const file = join(folder, 'pack.json');
	const text = await readTextIfThere(file);
	if (text !== undefined) return { form: 'pack', manifest: parseManifest(text, file, packManifest) };
	const entries = await readdir(folder, { withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile() && isOnnxName(entry.name)).map(({ name }) => name);
	// Before the runtime is asked what they are: it would follow them wherever they lead.
	for (const name of files) await presentExternalDataOf(join(folder, name));
	if (files.length > 0) return { form: 'graphs', files: files.sort() };
	throw new PackError('contents', `Expected a pack.json or ONNX files in ${folder} but found neither.`);
}

/** What the user says of a model whose files do not: a manifest without checksums. */
export type PackDraft = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * The manifest of files that have none, with the files of their weights and the checksums as they are now.
 *
 * @throws InferenceError or PackError
 */
export async function sealDraft(folder: string, draft: PackDraft): Promise<PackManifest> {
	const sealed: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(draft)) {
		sealed[key] = hasFile(value) ? { ...value, ...(await sealOf(folder, value.file)) } : value;
	}
	return parseManifest(JSON.stringify(sealed), 'pack.json', packManifest);
}

async function sealOf(folder: string, file: string) {
	const data = [];
	for (const name of await presentExternalDataOf(join(folder, file))) {
		data.push({ file: name, sha256: await sha256Of(join(folder, name)) });
	}
	return { sha256: await sha256Of(join(folder, file)), ...(data.length === 0 ? {} : { data }) };
}

/** @throws PackError where a graph has its weights in a file that the manifest does not name */
async function checkDataIsNamed(folder: string, manifest: PackManifest): Promise<void> {
	for (const { file, data = [] } of graphsOf(manifest)) {
		for (const name of await externalDataOf(join(folder, file))) {
			if (data.some((one) => one.file === name)) continue;
			throw new PackError(
				'contents',
				`Expected pack.json to name ${name} as data of ${file}, for it holds its weights, but it does not.`,
			);
		}
	}
}

/**
 * Copies the files that a manifest names into `root`, whole or not at all, and looks at each copy.
 *
 * @throws InferenceError or PackError
 */
export async function addPack(root: string, folder: string, manifest: PackManifest): Promise<void> {
	const staging = await Staging.open(root, manifest.id);
	try {
		// Told apart from a copy that went wrong.
		await verifyFiles(folder, manifest);
		await checkDataIsNamed(folder, manifest);
		const copied = ['pack.json'];
		for (const { file } of filesOf(manifest)) {
			await copyFile(join(folder, file), join(staging.folder, file));
			copied.push(file);
		}
		await verifyFiles(staging.folder, manifest);
		for (const name of papers) {
			const isThere = await copyFile(join(folder, name), join(staging.folder, name)).then(
				() => true,
				() => false,
			);
			if (isThere) copied.push(name);
		}
		await writeFile(join(staging.folder, 'pack.json'), `${JSON.stringify(manifest, null, '\t')}\n`);
		await staging.finish(copied);
	} catch (error) {
		await staging.discard();
		throw error;
	}
}

/** A name as an id: what a folder may be called on every system. */
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
