import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../shared/messageOf';
import { PackError } from '../manifest/packError';
import { sha256Of } from '../manifest/verifyFiles';
import { PartialFile } from './partialFile';
import type { DownloadOptions, RemoteFile } from './remoteFile';
import { type Rest, requestRest } from './requestRest';

/** The connection broke: what has come is kept, and the rest can be asked for. */
class BrokenOff extends Error {}

/**
 * Downloads a file to `target` by way of `target`.part, going on where an earlier attempt stopped.
 *
 * @returns its SHA-256, hex
 * @throws PackError where it does not come, or is not the file it should be; the signal's reason when aborted.
 *     What has come is kept for the next time, unless it is wrong
 */
export async function downloadFile(
	remote: RemoteFile,
	target: string,
	options: DownloadOptions,
): Promise<string> {
	const part = new PartialFile(target);
	const resumed = await fetchAll(remote, part, options);
	const received = await sha256Of(part.path);
	if (remote.sha256 !== undefined && received !== remote.sha256) {
		await part.discard();
		// Half of it may have been of another file: once more, whole.
		if (resumed) return downloadFile(remote, target, options);
		throw new PackError(
			'contents',
			`Expected ${remote.url} to have the SHA-256 ${remote.sha256} but it has ${received}. The server, or the mirror, gives another file; nothing of it is kept.`,
		);
	}
	await rename(part.path, target);
	await part.forgetOrigin();
	return received;
}

/** @returns whether some of the bytes came from an earlier request */
async function fetchAll(remote: RemoteFile, part: PartialFile, options: DownloadOptions): Promise<boolean> {
	const { attempts = 5, pauseMs = 1000, signal } = options;
	if (await isAllThere(remote, part)) return true;
	let resumed = false;
	let failures = 0;
	for (;;) {
		const before = await part.size();
		try {
			const rest = await requestRest(remote, part, options);
			resumed = rest.from > 0;
			await receive(remote, rest, part, options);
			return resumed;
		} catch (error) {
			signal.throwIfAborted();
			if (error instanceof PackError) throw error;
			const now = await part.size();
			failures = now > before ? 1 : failures + 1;
			if (failures >= attempts) throw givenUp(remote, now, error);
			await delay(pauseMs * 2 ** (failures - 1), undefined, { signal }).catch(() => signal.throwIfAborted());
		}
	}
}

/** A crash can come between the last byte and the look at the whole. */
async function isAllThere({ url, bytes }: RemoteFile, part: PartialFile): Promise<boolean> {
	return bytes !== undefined && (await part.size()) === bytes && (await part.origin(url)) !== undefined;
}

async function receive(
	remote: RemoteFile,
	{ body, from, total, validator, stop }: Rest,
	part: PartialFile,
	{ signal, onProgress, stallMs = 60_000 }: DownloadOptions,
): Promise<void> {
	let size = from;
	const file = await part.open(from, remote.url, validator);
	let stall: ReturnType<typeof setTimeout> | undefined;
	const watch = () => {
		clearTimeout(stall);
		stall = setTimeout(() => stop(new BrokenOff(`nothing came for ${stallMs / 1000} s`)), stallMs);
	};
	try {
		watch();
		onProgress?.(size, total);
		for await (const chunk of body) {
			signal.throwIfAborted();
			watch();
			if (total !== undefined && size + chunk.length > total) {
				await part.discard();
				throw new PackError('contents', `Expected ${total} bytes from ${remote.url} but more came.`);
			}
			await writeAll(file, chunk, size);
			size += chunk.length;
			onProgress?.(size, total);
		}
	} finally {
		clearTimeout(stall);
		await file.close();
	}
	if (total !== undefined && size < total) throw new BrokenOff(`it ended after ${size} of ${total} bytes`);
}

async function writeAll(
	file: Awaited<ReturnType<PartialFile['open']>>,
	chunk: Uint8Array,
	position: number,
): Promise<void> {
	try {
		for (let done = 0; done < chunk.length; ) {
			const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
			done += bytesWritten;
		}
	} catch (error) {
		throw new PackError('download', `The download cannot be written: ${messageOf(error)}.`, error);
	}
}

function givenUp({ url }: RemoteFile, kept: number, error: unknown): PackError {
	const megabytes = (kept / 1e6).toFixed(1);
	const rest = kept > 0 ? ` ${megabytes} MB are kept; the next try goes on from there.` : '';
	return new PackError(
		'download',
		`Expected ${basename(new URL(url).pathname)} from ${new URL(url).host} but the connection failed (${causeOf(error)}).${rest}`,
		error,
	);
}

/** What undici hides behind “fetch failed”. */
function causeOf(error: unknown): string {
	const cause = error instanceof Error ? error.cause : undefined;
	const text = cause === undefined ? messageOf(error) : messageOf(cause) || messageOf(error);
	return text.replace(/\.$/, '');
}
