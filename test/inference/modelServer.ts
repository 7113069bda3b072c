import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a server misbehaves, for one request; see `ModelServer.next`. */
export type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => void;

/**
 * A server of files on 127.0.0.1 that does what servers of models do, and, when told to, what they should not. It is
 * also a proxy, to itself alone: whatever host is asked for, these are the files.
 */
export class ModelServer {
	readonly files = new Map<string, Buffer>();
	/** Every request: its path, and the range that it asked for. */
	readonly requests: { readonly path: string; readonly range: string | undefined }[] = [];
	/** What the next requests get instead of a right answer, one each. */
	readonly next: Answer[] = [];
	etag: string | undefined = '"one"';
	/** The hosts that it was asked for as a proxy, `name:port`. */
	readonly proxied: string[] = [];
	private constructor(readonly origin: string) {}

	/** Runs until the test ends, or until what `atEnd` is told is called. */
	static async start(
		atEnd: (stop: () => Promise<void>) => void = (stop) => void onTestFinished(stop),
	): Promise<ModelServer> {
		const sockets = new Set<Socket>();
		const http = createServer((request, response) => server.answer(request, response));
		http.on('connection', (socket) => {
			sockets.add(socket);
			socket.on('close', () => sockets.delete(socket));
		});
		await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
		http.on('connect', (request, socket) => {
			server.proxied.push(request.url ?? '');
			const through = connect(Number(new URL(server.origin).port), '127.0.0.1', () => {
				socket.write('HTTP/1.1 200 OK\r\n\r\n');
				through.pipe(socket).pipe(through);
			});
			for (const end of [socket, through]) end.on('error', () => undefined);
		});
		const server = new ModelServer(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
		atEnd(async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => http.close(() => resolve()));
		});
		return server;
	}

	private answer(request: IncomingMessage, response: ServerResponse): void {
		const { pathname: path, host, origin } = new URL(request.url ?? '/', this.origin);
		if (origin !== this.origin) this.proxied.push(host);
		this.requests.push({ path, range: request.headers.range });
		const bytes = this.files.get(path);
		const special = this.next.shift();
		if (special) special(request, response, bytes ?? Buffer.alloc(0));
		else if (bytes) this.send(request, response, bytes);
		else response.writeHead(404).end();
	}

	/** As it should be: whole, or the range that was asked for if it is still of the same file. */
	send(
		request: IncomingMessage,
		response: ServerResponse,
		bytes: Buffer,
		upTo = Number.POSITIVE_INFINITY,
	): void {
		const { range, 'if-range': ifRange } = request.headers;
		const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
		const tag = this.etag === undefined ? {} : { etag: this.etag };
		if (start > 0 && start >= bytes.length) {
			response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
			return;
		}
		const isPart = start > 0 && (ifRange === undefined || ifRange === this.etag);
		const from = isPart ? start : 0;
		response.writeHead(isPart ? 206 : 200, {
			...tag,
			'content-type': 'application/octet-stream',
			'content-length': bytes.length - from,
			...(isPart ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
		});
		if (from + upTo >= bytes.length) response.end(bytes.subarray(from));
		// Only once it is on its way: a connection that is cut at once takes unsent bytes with it.
		else response.write(bytes.subarray(from, from + upTo), () => setTimeout(() => response.destroy(), 50));
	}

	/** Sends this many bytes and cuts the connection. */
	breakingOffAfter(count: number): Answer {
		return (request, response, bytes) => this.send(request, response, bytes, count);
	}

	/** Sends this many bytes and then nothing, with the connection open. */
	stallingAfter(count: number): Answer {
		return (_request, response, bytes) => {
			response.writeHead(200, { 'content-length': bytes.length, ...(this.etag && { etag: this.etag }) });
			response.write(bytes.subarray(0, count));
		};
	}
}

export const status =
	(code: number): Answer =>
	(_request, response) =>
		response.writeHead(code).end();

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}
