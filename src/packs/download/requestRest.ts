import { PackError } from '../manifest/packError';
import type { PartialFile } from './partialFile';
import type { DownloadOptions, RemoteFile } from './remoteFile';

/** A server's answer that is ready to be read. */
export interface Rest {
	readonly body: AsyncIterable<Uint8Array>;
	/** The first byte that it brings. */
	readonly from: number;
	/** Of the whole file, in bytes, if known. */
	readonly total: number | undefined;
	/** What tells the server's file from a later one. */
	readonly validator: string | undefined;
	/** Ends it, with a reason that reading then throws. */
	stop(reason: Error): void;
}

/** Statuses of a server that may answer otherwise in a moment. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks for what is missing of a file: all of it, or what comes after the bytes that are there, if these are of the
 * same file.
 *
 * @throws PackError where the server will not give it, or has something else there; any other error is a passing one
 */
export async function requestRest(
	remote: RemoteFile,
	part: PartialFile,
	{ fetch, signal, stallMs = 60_000 }: DownloadOptions,
): Promise<Rest> {
	const { have, validator: known } = await kept(remote, part);
	const stopper = new AbortController();
	const timer = setTimeout(() => stopper.abort(new Error(`no answer within ${stallMs / 1000} s`)), stallMs);
	try {
		const response = await fetch(remote.url, {
			headers: {
				// A packed body would have another length, and could not be gone on with.
				'accept-encoding': 'identity',
				...(have > 0 ? { range: `bytes=${have}-` } : {}),
				...(have > 0 && known !== undefined ? { 'if-range': known } : {}),
			},
			signal: AbortSignal.any([signal, stopper.signal]),
		});
		const from = await startOf(response, have, remote, part);
		const total = totalOf(response, from);
		checkOffer(response, total, remote);
		if (!response.body) throw new Error('the answer has no body');
		return {
			// Node's web streams are iterable; the DOM's types do not say so.
			body: response.body as unknown as AsyncIterable<Uint8Array>,
			from,
			total: total ?? remote.bytes,
			validator: validatorOf(response),
			stop: (reason) => stopper.abort(reason),
		};
	} finally {
		clearTimeout(timer);
	}
}

/** The bytes that can be gone on from: of this address, and told from a later file by a validator or a checksum. */
async function kept(remote: RemoteFile, part: PartialFile) {
	const size = await part.size();
	const origin = size > 0 ? await part.origin(remote.url) : undefined;
	const isSure = origin !== undefined && (origin.validator ?? remote.sha256) !== undefined;
	const fits = remote.bytes === undefined || size < remote.bytes;
	return isSure && fits ? { have: size, validator: origin.validator } : { have: 0, validator: undefined };
}

/** The first byte that the answer brings. */
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
		throw new Error(`it was asked for the bytes from ${have} on and sent others`);
	}
	await response.body?.cancel();
	if (status === 416) {
		// Nothing behind what is here: it is another file by now, or a crash came before the look at the whole.
		await part.discard();
		throw new Error('the server has nothing after what is here');
	}
	if (passing.has(status)) throw new Error(`the server answers ${status}`);
	throw new PackError(
		'download',
		`Expected a file at ${url} but the server answers ${status} ${reasons[status] ?? ''}`
			.trimEnd()
			.concat('.'),
	);
}

const reasons: Readonly<Record<number, string>> = {
	401: '(it wants a sign-in)',
	403: '(it refuses)',
	404: '(nothing is there)',
	407: '(the proxy wants a sign-in)',
	410: '(it is gone)',
};

function totalOf({ headers }: Response, from: number): number | undefined {
	const range = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
	const length = headers.get('content-length');
	if (range !== undefined) return Number(range);
	return length === null ? undefined : from + Number(length);
}

function checkOffer({ headers }: Response, total: number | undefined, { url, bytes }: RemoteFile): void {
	if (headers.get('content-type')?.startsWith('text/html')) {
		throw new PackError(
			'contents',
			`Expected a model file at ${url} but a web page came: a sign-in page of the network, perhaps.`,
		);
	}
	if (bytes !== undefined && total !== undefined && total !== bytes) {
		throw new PackError('contents', `Expected ${bytes} bytes at ${url} but the server offers ${total}.`);
	}
}

/** A weak ETag names a page, not its bytes. */
function validatorOf({ headers }: Response): string | undefined {
	const etag = headers.get('etag');
	if (etag?.startsWith('"')) return etag;
	return headers.get('last-modified') ?? undefined;
}
