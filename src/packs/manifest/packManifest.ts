import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readSmallFile } from '../../node/regularFile';
import { InferenceError } from '../../shared/inferenceError';
import { jsonFault } from '../../shared/jsonFault';
import { messageOf } from '../../shared/messageOf';
import { withPresentKeys } from './oldManifestKeys';
import { type VerifiedFiles, verifyFile } from './verifyFiles';

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits');
/** A file beside pack.json: a name, never a path. */
const fileName = z.string().regex(/^[\w][\w.-]*$/, 'Expected a plain file name');
const packId = /^[a-z0-9][a-z0-9._-]*$/;
/** A thousand times what a pack.json has. */
const maxManifestBytes = 4_000_000;

/** One ONNX file of a pack, and the files beside it that hold its weights, where it does not hold them itself. */
export const graph = z.looseObject({
	file: fileName,
	sha256,
	data: z.array(z.object({ file: fileName, sha256 })).optional(),
});

/** A tokenizer.json, as Hugging Face's libraries write it. */
export const tokenizerFile = z.looseObject({ file: fileName, sha256 });

/** `onCpu`: the encoder for CPUs, if it is another file. */
export const encoderGraph = graph.extend({ onCpu: graph.optional() });

/** What every pack.json says. Each family reads more with a schema of its own. */
export const packManifest = z.looseObject({
	id: z.string().regex(packId, 'Expected lower-case letters, digits, dots and dashes'),
	name: z.string().min(1),
	family: z.string().min(1),
	licence: z.string().min(1),
	source: z.string().min(1),
	/** What the model is good for, in a line. */
	goodFor: z.string().optional(),
	/** Of the families that make masks. */
	encoder: encoderGraph.optional(),
	/** The part of the decoder that is run once per image, if it is separate. */
	prepare: graph.optional(),
	/** The graph that encodes a mask prompt, if it is separate. */
	maskPrompt: graph.optional(),
	decoder: graph.optional(),
	/** Another decoder that is asked about the same features. */
	secondOpinion: z.looseObject({ prepare: graph.optional(), decoder: graph }).optional(),
	/** The graph that says how likely each of a click's masks is to be meant. */
	likelihoods: graph.optional(),
	/** The one graph of the family `inpaint`. */
	inpaint: graph.optional(),
	/** The one graph of the family `detector`. */
	detector: graph.optional(),
	/** The graphs of the family `clip`, and the file that says how its texts become tokens. */
	imageEncoder: graph.optional(),
	textEncoder: graph.optional(),
	tokenizer: tokenizerFile.optional(),
	/** The one graph of the family `parts`. */
	parts: graph.optional(),
	/**
	 * What a mask must reach in automatic mask generation: score and stability, or else the part of the points that find
	 * it, where the pack has such a part.
	 */
	everything: z
		.object({
			minScore: z.number().min(0).max(1),
			minStability: z.number().min(0).max(1),
			minAgreement: z.number().min(0).max(1).optional(),
		})
		.optional(),
	/** The graph that makes the masks, if it is separate. */
	masks: graph.optional(),
	/**
	 * How one prompt becomes several levels: by follow-up prompts (`ladder`), by the model's own masks (`native`), or by
	 * the model's own masks and follow-up prompts for the gaps between them (`joined`).
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
	secondOpinion,
	likelihoods,
	masks,
	inpaint,
	detector,
	imageEncoder,
	textEncoder,
	parts,
}: PackManifest): readonly z.infer<typeof graph>[] {
	const decoders = [prepare, maskPrompt, decoder, secondOpinion?.prepare, secondOpinion?.decoder, masks];
	const others = [likelihoods, inpaint, detector, imageEncoder, textEncoder, parts];
	return [encoder, encoder?.onCpu, ...decoders, ...others].filter((part) => part !== undefined);
}

/** All files of a pack that have a checksum. */
export function filesOf(
	manifest: PackManifest,
): readonly { readonly file: string; readonly sha256: string }[] {
	const { tokenizer } = manifest;
	return [
		...graphsOf(manifest).flatMap((part) => [part, ...(part.data ?? [])]),
		...(tokenizer ? [tokenizer] : []),
	];
}

/** A model on disk whose files have the right checksums. */
export interface Pack {
	readonly folder: string;
	readonly manifest: PackManifest;
	/** SHA-256 of pack.json, hex; since that names its files' checksums, it stands for all of them. */
	readonly hash: string;
}

/**
 * Finds a pack by id in `folders`, in their order, and checks its files.
 *
 * @param verified files that an earlier start has checked: unchanged ones are not read again
 * @throws InferenceError `pack` with a sentence: not there, broken manifest, a file missing or altered
 */
export async function findPack(
	folders: readonly string[],
	id: string,
	verified?: VerifiedFiles,
): Promise<Pack> {
	if (!packId.test(id)) {
		throw new InferenceError('pack', `${JSON.stringify(id)} cannot be the id of a model pack.`);
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
		`There is no model pack “${id}” in ${folders.join(' or ')}. Choose another model or install this one.`,
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
 * What `<root>/<id>/pack.json` says, and its hash; the files of the pack are not checked.
 *
 * @throws InferenceError `pack` where there is one that is broken, or another pack's
 */
export async function readManifest(root: string, id: string): Promise<Omit<Pack, 'folder'> | undefined> {
	const file = join(root, id, 'pack.json');
	const bytes = await readManifestFile(file);
	if (!bytes) return undefined;
	const manifest = parseManifest(bytes.toString('utf8'), file, packManifest);
	if (manifest.id !== id) {
		throw new InferenceError(
			'pack',
			`The folder ${join(root, id)} should hold the pack “${id}” but its pack.json says “${manifest.id}”.`,
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
			value = withPresentKeys(JSON.parse(manifest));
		} catch (error) {
			const fault = jsonFault(manifest)?.message ?? 'It is not valid JSON';
			throw new InferenceError('pack', `${file} cannot be read. ${fault}.`, error);
		}
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const issue = result.error.issues[0]!;
	throw new InferenceError('pack', `${file}, at ${issue.path.join('.') || 'the top'}: ${issue.message}.`);
}

/**
 * The bytes of a pack.json; undefined where there is none.
 *
 * @throws InferenceError `pack` where it cannot be read
 */
export async function readManifestFile(file: string): Promise<Buffer | undefined> {
	try {
		return await readSmallFile(file, maxManifestBytes);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		throw new InferenceError('pack', `${file} cannot be read: ${messageOf(error)}.`, error);
	}
}
