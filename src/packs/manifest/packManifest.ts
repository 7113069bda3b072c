import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InferenceError } from '../../shared/inferenceError';
import { type VerifiedFiles, verifyFile } from './verifyFiles';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits');
/** A file beside pack.json: a name, never a way out of the folder. */
const fileName = z.string().regex(/^[\w][\w.-]*$/, 'Expected a plain file name');
const packId = /^[a-z0-9][a-z0-9._-]*$/;

/** One ONNX file of a pack, and the files beside it that hold its weights, where it does not hold them itself. */
export const graph = z.looseObject({
	file: fileName,
	sha256,
	data: z.array(z.object({ file: fileName, sha256 })).optional(),
});

/** What every pack.json says. A family reads what it needs beyond this with a schema of its own. */
export const packManifest = z.looseObject({
	id: z.string().regex(packId, 'Expected lower-case letters, digits, dots and dashes'),
	name: z.string().min(1),
	family: z.string().min(1),
	licence: z.string().min(1),
	source: z.string().min(1),
	/** What the model is good for, in a line. */
	goodFor: z.string().optional(),
	/** `onCpu`: the same for a processor, where that is another file. */
	encoder: graph.extend({ onCpu: graph.optional() }),
	/** Where the decoder comes in two parts: the one that is run once per image. */
	prepare: graph.optional(),
	/** Where a graph of its own tells the model a mask that prompts correct. */
	maskPrompt: graph.optional(),
	decoder: graph,
	/** From which score and stability on the model is sure of a mask, where all of an image are asked for. */
	sure: z.object({ score: z.number().min(0).max(1), stability: z.number().min(0).max(1) }).optional(),
	/** Where masks are a graph of their own. */
	masks: graph.optional(),
	/**
	 * How one prompt becomes several levels: by asking again and again, by the model's own, or by the model's own and
	 * asking again where these leave gaps.
	 */
	levels: z.enum(['ladder', 'native', 'joined']).default('ladder'),
});
export type PackManifest = z.infer<typeof packManifest>;

/** The ONNX files of a pack. */
export function graphsOf({
	encoder,
	prepare,
	maskPrompt,
	decoder,
	masks,
}: PackManifest): readonly z.infer<typeof graph>[] {
	return [encoder, encoder.onCpu, prepare, maskPrompt, decoder, masks].filter((part) => part !== undefined);
}

/** All files of a pack that have a checksum. */
export function filesOf(
	manifest: PackManifest,
): readonly { readonly file: string; readonly sha256: string }[] {
	return graphsOf(manifest).flatMap((part) => [part, ...(part.data ?? [])]);
}

/** A model on disk, whole and unaltered. */
export interface Pack {
	readonly folder: string;
	readonly manifest: PackManifest;
	/** SHA-256 of pack.json, hex; since that names its files' checksums, it stands for all of them. */
	readonly hash: string;
}

/**
 * Finds a pack by id in `folders`, in their order, and checks its files. Nothing is loaded from anywhere else.
 *
 * @param verified what an earlier start found whole, so that unchanged files are not read again
 * @throws InferenceError `pack` with a sentence: not there, broken manifest, a file missing or altered
 */
export async function findPack(
	folders: readonly string[],
	id: string,
	verified?: VerifiedFiles,
): Promise<Pack> {
	if (!packId.test(id)) {
		throw new InferenceError('pack', `Expected the id of a model pack but received ${JSON.stringify(id)}.`);
	}
	for (const root of folders) {
		const read = await readManifest(root, id);
		if (!read) continue;
		const folder = join(root, id);
		await verifyFiles(folder, read.manifest, verified);
		return { folder, ...read };
	}
	throw new InferenceError(
		'pack',
		`Expected the model pack “${id}” but found no ${join(id, 'pack.json')} in ${folders.join(' or ')}. Choose another pack or install this one.`,
	);
}

/** @throws InferenceError `pack` where a file of the manifest is not in `folder`, or not the one that it names */
export async function verifyFiles(
	folder: string,
	manifest: PackManifest,
	verified?: VerifiedFiles,
): Promise<void> {
	for (const { file, sha256 } of filesOf(manifest)) {
		await verifyFile(join(folder, file), sha256, manifest.name, verified);
	}
}

/**
 * What `<root>/<id>/pack.json` says, and its hash; its files are not looked at.
 *
 * @throws InferenceError `pack` where there is one that is broken, or another pack's
 */
export async function readManifest(root: string, id: string): Promise<Omit<Pack, 'folder'> | undefined> {
	const file = join(root, id, 'pack.json');
	const bytes = await readFile(file).catch(ifMissing);
	if (!bytes) return undefined;
	const manifest = parseManifest(bytes.toString('utf8'), file, packManifest);
	if (manifest.id !== id) {
		throw new InferenceError(
			'pack',
			`Expected the pack “${id}” in ${join(root, id)} but its pack.json says “${manifest.id}”.`,
		);
	}
	return { manifest, hash: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * A manifest, checked against `schema` (the common one, or a family's).
 *
 * @throws InferenceError `pack` that names the file and the first key that is wrong
 */
export function parseManifest<S extends z.ZodType>(
	manifest: string | PackManifest,
	file: string,
	schema: S,
): z.infer<S> {
	let value: unknown = manifest;
	if (typeof manifest === 'string') {
		try {
			value = JSON.parse(manifest);
		} catch (error) {
			throw new InferenceError('pack', `Expected JSON in ${file}: ${(error as Error).message}.`, error);
		}
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const issue = result.error.issues[0]!;
	throw new InferenceError('pack', `${file}, at ${issue.path.join('.') || 'the top'}: ${issue.message}.`);
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
	if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
