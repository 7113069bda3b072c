import { PackError } from '../manifest/packError';
import type { PartialFile } from './partialFile';

export type Fetch = typeof globalThis.fetch;

export interface RemoteFile {
	readonly url: string;
	/** The exact size, if known. */
	readonly bytes?: number | undefined;
	/** Hex, if known. */
	readonly sha256?: string | undefined;
}

export interface DownloadOptions {
	readonly fetch: Fetch;
	readonly signal: AbortSignal;
	/** Bytes downloaded so far, of how many (if known). */
	onProgress?(received: number, total: number | undefined): void;
	/** How many attempts in a row may bring next to nothing before it fails. */
	readonly attempts?: number;
	/** In milliseconds: a connection that brings less than `minBytes` in this time counts as broken. */
	readonly stallMs?: number;
	/** Pause before the second attempt in milliseconds; doubled for each further one. */
	readonly pauseMs?: number;
	/** No file may be larger, whatever the server says. */
	readonly maxBytes?: number;
}

/** A response whose body is ready to be read. */
export interface Rest {
	readonly body: AsyncIterable<Uint8Array>;
	/** Position of its first byte in the file. */
	readonly from: number;
	/** Of the whole file, in bytes, if known. */
	readonly total: number | undefined;
	/** ETag or Last-Modified: distinguishes the file from a later version of it. */
	readonly validator: string | undefined;
	/** Aborts the response; reading it then throws the reason. */
	stop(reason: Error): void;
}

/** Statuses after which another attempt can succeed. */
const transient = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Requests what is missing of a file: all of it, or what follows the bytes that are there, if these are of the same
 * file.
 *
 * @throws PackError where another attempt is useless; any other error is transient
 */
export async function requestRest(
	remote: RemoteFile,
	part: PartialFile,
	{ fetch, signal, stallMs, maxBytes }: DownloadOptions & { readonly stallMs: number },
): Promise<Rest> {
	const { have, validator: known } = await resumable(remote, part);
	const stopper = new AbortController();
	const timer = setTimeout(() => stopper.abort(new Error(`no answer within ${stallMs / 1000} s`)), stallMs);
	try {
		const response = await fetch(remote.url, {
			headers: {
				// A compressed body would have another length and could not be resumed.
				'accept-encoding': 'identity',
				...(have > 0 ? { range: `bytes=${have}-` } : {}),
				...(have > 0 && known !== undefined ? { 'if-range': known } : {}),
			},
			signal: AbortSignal.any([signal, stopper.signal]),
		});
		try {
			const from = await startOf(response, have, remote, part);
			const total = totalOf(response, from) ?? remote.bytes;
			checkOffer(response, total, remote, maxBytes);
			if (!response.body) throw new Error('the response has no body');
			return {
				// Node's web streams are iterable; the DOM's types do not say so.
				body: response.body as unknown as AsyncIterable<Uint8Array>,
				from,
				total,
				validator: validatorOf(response),
				stop: (reason) => stopper.abort(reason),
			};
		} catch (error) {
			// An unread body would keep its connection open.
			await response.body?.cancel().catch(() => undefined);
			throw error;
		}
	} finally {
		clearTimeout(timer);
	}
}

/** How many bytes can be resumed: they are of this address, and a validator or a checksum identifies the file. */
async function resumable(remote: RemoteFile, part: PartialFile) {
	const size = await part.size();
	const origin = size > 0 ? await part.origin(remote.url) : undefined;
	const isIdentified = origin !== undefined && (origin.validator ?? remote.sha256) !== undefined;
	const fits = remote.bytes === undefined || size < remote.bytes;
	return isIdentified && fits
		? { have: size, validator: origin.validator }
		: { have: 0, validator: undefined };
}

/** Position of the response's first byte in the file. */
async function startOf(
	response: Response,
	have: number,
	{ url }: RemoteFile,
	part: PartialFile,
): Promise<number> {
	const { status } = response;
	if (status === 200) return 0;
	if (status === 206) {
		const start = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]);
		if (have > 0 && start === have) return have;
		await part.discard();
		throw new Error(`the server sent other bytes than those from ${have} on`);
	}
	if (status === 416) {
		// The server has no bytes after those that are here: its file is another one by now.
		await part.discard();
		throw new Error('the server has no more bytes than were downloaded');
	}
	if (transient.has(status)) throw new Error(`the server answered ${status}`);
	throw new PackError(
		'download',
		`${url} cannot be downloaded: the server answered ${status} ${reasons[status] ?? ''}`
			.trimEnd()
			.concat('.'),
	);
}

const reasons: Readonly<Record<number, string>> = {
	401: '(sign-in required)',
	403: '(forbidden)',
	404: '(not found)',
	407: '(the proxy requires a sign-in)',
	410: '(no longer there)',
};

function totalOf({ headers }: Response, from: number): number | undefined {
	const range = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
	const length = headers.get('content-length');
	if (range !== undefined) return Number(range);
	return length === null ? undefined : from + Number(length);
}

function checkOffer(
	{ headers }: Response,
	total: number | undefined,
	{ url, bytes }: RemoteFile,
	maxBytes = Number.POSITIVE_INFINITY,
): void {
	if (headers.get('content-type')?.startsWith('text/html')) {
		throw new PackError(
			'contents',
			`${url} should be a model file but is a web page, perhaps the sign-in page of your network.`,
		);
	}
	if (bytes !== undefined && total !== bytes) {
		throw new PackError('contents', `${url} should have ${bytes} bytes but the server offers ${total}.`);
	}
	if (total !== undefined && total > maxBytes) {
		throw new PackError('contents', `${url} should have at most ${maxBytes} bytes but has ${total}.`);
	}
}

/** A weak ETag does not promise the same bytes. */
function validatorOf({ headers }: Response): string | undefined {
	const etag = headers.get('etag');
	if (etag?.startsWith('"')) return etag;
	return headers.get('last-modified') ?? undefined;
}
