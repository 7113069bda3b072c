import { createReadStream } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const types: Record<string, string> = {
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.mjs': 'text/javascript',
	'.wasm': 'application/wasm',
	'.png': 'image/png',
	'.jpg': 'image/jpeg',
};

/** Shared memory, and so threads in WebAssembly, is only for pages that are served with these. */
const isolation = {
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-embedder-policy': 'require-corp',
	'cache-control': 'no-store',
};

function send(response: ServerResponse, file: string | undefined): void {
	if (file === undefined) {
		response.writeHead(404, isolation).end();
		return;
	}
	const bytes = createReadStream(file);
	const type = types[path.extname(file)] ?? 'application/octet-stream';
	bytes.once('open', () => response.writeHead(200, { ...isolation, 'content-type': type }));
	bytes.once('error', () => response.writeHead(404, isolation).end());
	bytes.pipe(response);
}

/**
 * Serves files on a port of this machine that is free.
 * @param folders what lies under `/<name>/<file>`
 * @param page the HTML at `/`
 */
export async function serveFiles(folders: Readonly<Record<string, string>>, page: string) {
	const server = createServer(({ url = '/' }, response) => {
		const { pathname } = new URL(url, 'http://localhost');
		if (pathname === '/') {
			response.writeHead(200, { ...isolation, 'content-type': 'text/html' }).end(page);
			return;
		}
		const [, name = '', file = ''] = pathname.split('/');
		const folder = Object.hasOwn(folders, name) ? folders[name] : undefined;
		send(response, folder && file ? path.join(folder, file) : undefined);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/`,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
