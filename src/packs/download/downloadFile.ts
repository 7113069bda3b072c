import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { megabytes } from '../../shared/megabytes';
import { messageOf } from '../../shared/messageOf';
import { PackError } from '../manifest/packError';
import { sha256Of } from '../manifest/verifyFiles';
import { PartialFile } from './partialFile';
import { type DownloadOptions, type RemoteFile, type Rest, requestRest } from './requestRest';

/** A connection has to bring as much within `stallMs`, so that a server cannot keep one open for ever. */
const minBytes = 16_384;
const defaultStallMs = 60_000;
/** Larger than any model here: SAM's largest has 2.6 GB. */
const defaultMaxBytes = 8e9;

/** The connection broke: what has come is kept, and the rest can be asked for. */
class BrokenOff extends Error {}

/**
 * Downloads a file to `target` by way of `target`.part, resuming an earlier attempt.
 *
 * @returns its SHA-256, hex
 * @throws PackError where it cannot be downloaded or has other contents than it should; the signal's reason when
 *     aborted. What has come is kept for the next time, unless it is wrong
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
		// The first half may have been of an older file: once more, from the start.
		if (resumed) return downloadFile(remote, target, options);
		throw new PackError(
			'contents',
			`${remote.url} should have the SHA-256 ${remote.sha256} but has ${received}. The server or mirror has another file there; nothing of it was kept.`,
		);
	}
	await rename(part.path, target);
	await part.forgetOrigin();
	return received;
}

/** @returns whether some of the bytes came from an earlier request */
async function fetchAll(remote: RemoteFile, part: PartialFile, options: DownloadOptions): Promise<boolean> {
	const { attempts = 5, pauseMs = 1000, signal } = options;
	if (await isComplete(remote, part)) return true;
	let resumed = false;
	let failures = 0;
	for (;;) {
		const before = await part.size();
		try {
			const rest = await requestRest(remote, part, {
				...options,
				stallMs: options.stallMs ?? defaultStallMs,
			});
			resumed = rest.from > 0;
			await receive(remote, rest, part, options);
			return resumed;
		} catch (error) {
			signal.throwIfAborted();
			if (error instanceof PackError) throw error;
			const now = await part.size();
			failures = now - before >= minBytes ? 1 : failures + 1;
			if (failures >= attempts) throw connectionFailed(remote, now, error);
			await delay(pauseMs * 2 ** (failures - 1), undefined, { signal }).catch(() => signal.throwIfAborted());
		}
	}
}

/** The process can have been killed between the last byte and the check of the whole file. */
async function isComplete({ url, bytes }: RemoteFile, part: PartialFile): Promise<boolean> {
	return bytes !== undefined && (await part.size()) === bytes && (await part.origin(url)) !== undefined;
}

async function receive(
	remote: RemoteFile,
	{ body, from, total, validator, stop }: Rest,
	part: PartialFile,
	{ signal, onProgress, stallMs = defaultStallMs, maxBytes = defaultMaxBytes }: DownloadOptions,
): Promise<void> {
	let size = from;
	const file = await part.open(from, remote.url, validator);
	let stall: ReturnType<typeof setTimeout> | undefined;
	let sizeAtReset = size;
	const restartTimer = () => {
		clearTimeout(stall);
		sizeAtReset = size;
		const reason = new BrokenOff(`next to nothing came for ${stallMs / 1000} s`);
		stall = setTimeout(() => stop(reason), stallMs);
	};
	try {
		restartTimer();
		onProgress?.(size, total);
		for await (const chunk of body) {
			signal.throwIfAborted();
			if (size + chunk.length > (total ?? maxBytes)) {
				await part.discard();
				const limit = total === undefined ? megabytes(maxBytes) : `${total} bytes`;
				throw new PackError(
					'contents',
					`${remote.url} should have at most ${limit} but the server sends more. Nothing of it was kept.`,
				);
			}
			await writeAll(file, chunk, size);
			size += chunk.length;
			if (size - sizeAtReset >= minBytes) restartTimer();
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
		throw new PackError('download', `The download cannot be written to disk: ${messageOf(error)}.`, error);
	}
}

function connectionFailed({ url }: RemoteFile, kept: number, error: unknown): PackError {
	const { host, pathname } = new URL(url);
	const rest = kept > 0 ? ` ${megabytes(kept)} were kept; the next attempt continues from there.` : '';
	return new PackError(
		'download',
		`${basename(pathname)} could not be downloaded from ${host} because the connection failed (${causeOf(error)}).${rest}`,
		error,
	);
}

/** What undici hides behind “fetch failed”. */
function causeOf(error: unknown): string {
	const cause = error instanceof Error ? error.cause : undefined;
	const text = cause === undefined ? messageOf(error) : messageOf(cause) || messageOf(error);
	return text.replace(/\.$/, '');
}
