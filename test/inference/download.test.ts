import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { downloadFile } from '../../src/packs/download/downloadFile';
import type { DownloadOptions, RemoteFile } from '../../src/packs/download/requestRest';
import { closedPort, ModelServer, status } from './modelServer';
import { never, temporaryFolder } from './support';

const bytes = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');

let server: ModelServer;
let folder: string;
let target: string;

beforeEach(async () => {
	server = await ModelServer.start();
	server.files.set('/encoder.onnx', bytes);
	folder = await temporaryFolder();
	target = path.join(folder, 'encoder.onnx');
});

const download = (more: Partial<RemoteFile> = {}, options: Partial<DownloadOptions> = {}) =>
	downloadFile({ url: `${server.origin}/encoder.onnx`, sha256, bytes: bytes.length, ...more }, target, {
		fetch,
		signal: never,
		attempts: 3,
		pauseMs: 1,
		...options,
	});

const isThere = async () => {
	expect(await readdir(folder)).toEqual(['encoder.onnx']);
	expect((await readFile(target)).equals(bytes)).toBe(true);
};
const ranges = () => server.requests.map(({ range }) => range);

describe('a download', () => {
	it('brings the file, its checksum, and word of how far it is', async () => {
		const progress: [number, number | undefined][] = [];
		const onProgress = (received: number, total: number | undefined) => progress.push([received, total]);
		expect(await download({}, { onProgress })).toBe(sha256);
		await isThere();
		expect(progress[0]).toEqual([0, bytes.length]);
		expect(progress.at(-1)).toEqual([bytes.length, bytes.length]);
		expect(progress.map(([received]) => received)).toEqual(
			progress.map(([received]) => received).sort((a, b) => a - b),
		);
	});

	it('of a file that nobody has described gives the checksum that it has', async () => {
		expect(await download({ sha256: undefined, bytes: undefined })).toBe(sha256);
		await isThere();
	});

	it('that breaks off goes on where it stopped, again and again', async () => {
		server.next.push(...[1_000_000, 700_000, 400_000].map((count) => server.breakingOffAfter(count)));
		await download({}, { attempts: 2 });
		await isThere();
		const [first, ...others] = ranges();
		expect(first).toBeUndefined();
		expect(others).toHaveLength(3);
		const starts = others.map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]));
		expect(starts).toEqual([...starts].sort((a, b) => a - b));
		expect(starts[0]).toBeGreaterThan(0);
	});

	it('that was given up goes on where it stopped the next time', async () => {
		server.next.push(server.breakingOffAfter(1_000_000), status(503), status(503));
		await expect(download({}, { attempts: 3 })).rejects.toThrow(
			/^encoder\.onnx could not be downloaded from 127\.0\.0\.1:\d+ because the connection failed \(the server answered 503\)\. 1\.0 MB were kept; the next attempt continues from there\.$/,
		);
		expect((await readdir(folder)).sort()).toEqual(['encoder.onnx.part', 'encoder.onnx.part.json']);
		await download();
		await isThere();
		expect(ranges().at(-1)).toBe('bytes=1000000-');
	});

	it('that was cancelled stops at once, and goes on the next time', async () => {
		server.next.push(server.stallingAfter(500_000));
		const controller = new AbortController();
		const onProgress = (received: number) => received > 0 && controller.abort(new Error('enough'));
		await expect(download({}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
		await download();
		await isThere();
		expect(ranges().at(-1)).toMatch(/^bytes=\d+-$/);
	});

	it('starts over where the server’s file is another by now', async () => {
		server.files.set('/encoder.onnx', randomBytes(2_000_000));
		server.next.push(server.breakingOffAfter(1_000_000), status(503), status(503));
		await expect(download({ sha256: undefined, bytes: undefined })).rejects.toThrow('were kept');
		server.files.set('/encoder.onnx', bytes);
		server.etag = '"two"';
		expect(await download({ sha256: undefined, bytes: undefined })).toBe(sha256);
		await isThere();
	});

	it('starts over where nothing tells whether the server’s file is the same', async () => {
		server.etag = undefined;
		server.next.push(server.breakingOffAfter(1_000_000));
		expect(await download({ sha256: undefined, bytes: undefined })).toBe(sha256);
		await isThere();
		expect(ranges()).toEqual([undefined, undefined]);
	});

	it('whose first half was of another file is made once more, whole', async () => {
		await writeFile(`${target}.part`, randomBytes(1_000_000));
		await writeFile(
			`${target}.part.json`,
			JSON.stringify({ url: `${server.origin}/encoder.onnx`, validator: '"one"' }),
		);
		expect(await download()).toBe(sha256);
		await isThere();
		expect(ranges()).toEqual(['bytes=1000000-', undefined]);
	});

	it('that had come whole before a crash is only looked at', async () => {
		await writeFile(`${target}.part`, bytes);
		await writeFile(`${target}.part.json`, JSON.stringify({ url: `${server.origin}/encoder.onnx` }));
		expect(await download()).toBe(sha256);
		await isThere();
		expect(server.requests).toEqual([]);
	});

	it('from a server that stops sending breaks the connection off and asks again', async () => {
		server.next.push(server.stallingAfter(1_000_000));
		await download({}, { stallMs: 300 });
		await isThere();
		expect(ranges()).toEqual([undefined, 'bytes=1000000-']);
	});

	it('from a slow server takes its time', async () => {
		server.next.push((_request, response) => {
			response.writeHead(200, { 'content-length': bytes.length });
			let sent = 0;
			const timer = setInterval(() => {
				response.write(bytes.subarray(sent, sent + 300_000));
				sent += 300_000;
				if (sent >= bytes.length) {
					clearInterval(timer);
					response.end();
				}
			}, 150);
		});
		// Longer than the watch allows for one byte, shorter for each.
		await download({}, { stallMs: 1200 });
		await isThere();
		expect(server.requests).toHaveLength(1);
	});

	it('of a wrong file leaves nothing', async () => {
		const other = Buffer.from(bytes);
		other[2_000_000]! ^= 1;
		server.files.set('/encoder.onnx', other);
		await expect(download()).rejects.toMatchObject({
			kind: 'contents',
			message: expect.stringContaining(`should have the SHA-256 ${sha256} but has `),
		});
		expect(await readdir(folder)).toEqual([]);
	});

	it('is not begun where the server offers another size', async () => {
		server.files.set('/encoder.onnx', bytes.subarray(0, 2_999_999));
		await expect(download()).rejects.toThrow(
			`${server.origin}/encoder.onnx should have 3000000 bytes but the server offers 2999999.`,
		);
		expect(await readdir(folder)).toEqual([]);
	});

	it('that ends before the size that the server told is asked for again', async () => {
		server.next.push((_request, response) => {
			// No length in the head: the connection's end is all there is to tell.
			response.writeHead(200, { connection: 'close' });
			response.end(bytes.subarray(0, 1_234_567));
		});
		await download();
		await isThere();
		expect(ranges()).toEqual([undefined, 'bytes=1234567-']);
	});

	it('that brings more than it should is stopped', async () => {
		server.next.push((_request, response) => {
			response.writeHead(200, { connection: 'close' });
			response.end(Buffer.concat([bytes, bytes]));
		});
		await expect(download()).rejects.toThrow('should have at most 3000000 bytes but the server sends more');
		expect(await readdir(folder)).toEqual([]);
	});

	it.each([
		[404, 'the server answered 404 (not found).'],
		[403, 'the server answered 403 (forbidden).'],
		[401, 'the server answered 401 (sign-in required).'],
	])('of what the server refuses with %i is not tried again', async (code, message) => {
		server.next.push(status(code));
		await expect(download()).rejects.toThrow(message);
		expect(server.requests).toHaveLength(1);
	});

	it('does not take a web page for a model', async () => {
		server.next.push((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Sign in</h1>');
		});
		await expect(download({ sha256: undefined, bytes: undefined })).rejects.toThrow('but is a web page');
		expect(await readdir(folder)).toEqual([]);
	});

	it('follows to where the server sends it', async () => {
		server.files.set('/cdn/encoder.onnx', bytes);
		server.next.push((_request, response) => {
			response.writeHead(302, { location: '/cdn/encoder.onnx' }).end();
		});
		await download();
		await isThere();
	});

	it('of unknown size ends at the limit', async () => {
		server.next.push((_request, response) => {
			response.writeHead(200, { connection: 'close' });
			const timer = setInterval(() => response.write(bytes.subarray(0, 500_000)), 5);
			response.on('close', () => clearInterval(timer));
		});
		await expect(download({ sha256: undefined, bytes: undefined }, { maxBytes: 2_000_000 })).rejects.toThrow(
			'should have at most 2.0 MB but the server sends more',
		);
		expect(await readdir(folder)).toEqual([]);
	});

	it('that the server says is larger than the limit is not begun', async () => {
		await expect(download({ sha256: undefined, bytes: undefined }, { maxBytes: 2_000_000 })).rejects.toThrow(
			'should have at most 2000000 bytes but has 3000000.',
		);
		expect(await readdir(folder)).toEqual([]);
	});

	it('from a server that sends a byte now and then ends', async () => {
		for (let attempt = 0; attempt < 3; attempt++) {
			server.next.push((_request, response) => {
				response.writeHead(200, { 'content-length': bytes.length });
				const timer = setInterval(() => response.write(bytes.subarray(0, 1)), 20);
				response.on('close', () => clearInterval(timer));
			});
		}
		await expect(download({}, { stallMs: 150 })).rejects.toThrow('next to nothing came for 0.15 s');
		expect(server.requests).toHaveLength(3);
	});

	it('from where nobody listens ends with a sentence', async () => {
		const url = `http://127.0.0.1:${await closedPort()}/encoder.onnx`;
		await expect(download({ url }, { attempts: 2 })).rejects.toThrow(
			/^encoder\.onnx could not be downloaded from 127\.0\.0\.1:\d+ because the connection failed \(.+\)\.$/,
		);
	});
});
