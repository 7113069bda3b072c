import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { regularFile } from '../../node/regularFile';
import { writeFileAtomically } from '../../node/writeFileAtomically';
import { InferenceError } from '../../shared/inferenceError';
import { messageOf } from '../../shared/messageOf';

const records = z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), sha256: z.string() }));

/**
 * Remembers which files had the right checksum, with their size and time, so that a start does not read tens of
 * megabytes again. This protects from damage and broken updates, not from someone who forges file times.
 */
export class VerifiedFiles {
	private constructor(
		private readonly file: string | undefined,
		private readonly known: z.infer<typeof records>,
	) {}

	/** @param file where to keep the list; absent: only in memory */
	static async read(file: string | undefined): Promise<VerifiedFiles> {
		if (!file) return new VerifiedFiles(file, {});
		// Absent or unreadable: everything is checked again.
		const text = await readFile(file, 'utf8').catch(() => '{}');
		let value: unknown;
		try {
			value = JSON.parse(text);
		} catch {
			// Cut short by a crash: the same.
		}
		return new VerifiedFiles(file, records.safeParse(value).data ?? {});
	}

	has(path: string, is: { readonly size: number; readonly mtimeMs: number }, sha256: string): boolean {
		const was = this.known[path];
		return was?.sha256 === sha256 && was.size === is.size && was.mtimeMs === is.mtimeMs;
	}

	async add(
		path: string,
		{ size, mtimeMs }: { size: number; mtimeMs: number },
		sha256: string,
	): Promise<void> {
		this.known[path] = { size, mtimeMs, sha256 };
		if (!this.file) return;
		// What is not written is checked again next time.
		await mkdir(dirname(this.file), { recursive: true }).catch(() => undefined);
		await writeFileAtomically(this.file, new TextEncoder().encode(JSON.stringify(this.known))).catch(
			() => undefined,
		);
	}
}

/** @throws InferenceError `pack` where the file is missing or has another checksum */
export async function verifyFile(
	path: string,
	sha256: string,
	packName: string,
	verified?: VerifiedFiles,
): Promise<void> {
	const found = await regularFile(path).catch((error: NodeJS.ErrnoException) => {
		const message =
			error.code === 'ENOENT'
				? `The model file ${path} of ${packName} is missing.`
				: `The model file ${path} of ${packName} cannot be read: ${messageOf(error)}.`;
		throw new InferenceError('pack', `${message} Install the pack again.`, error);
	});
	if (verified?.has(path, found, sha256)) return;
	const received = await sha256Of(path);
	if (received !== sha256) {
		throw new InferenceError(
			'pack',
			`The model file ${path} of ${packName} was altered or damaged: its SHA-256 should be ${sha256} but is ${received} (${found.size} bytes). Install the pack again.`,
		);
	}
	await verified?.add(path, found, sha256);
}

/** SHA-256 of a file's bytes, hex. */
export async function sha256Of(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
	return hash.digest('hex');
}
