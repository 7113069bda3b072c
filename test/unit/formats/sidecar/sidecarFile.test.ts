import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { SidecarFile, versionOf } from '../../../../src/formats/sidecar/sidecarFile';
import { withFileLock } from '../../../../src/node/fileLock';
import { localTextFile, readTextIfThere, type TextFile } from '../../../../src/node/textFile';
import { applyEdit, removeAnnotations } from '../../../../src/shared/annotations/annotationEdits';
import { dogText, image } from './sidecars';

let folder: string;
let file: string;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'strata-sidecar-'));
	file = path.join(folder, 'dog.jpg.strata.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The lock file of `file`, as a process that holds it would leave it. */
async function lockFile(): Promise<string> {
	let name = '';
	await withFileLock(file, async () => {
		name = (await readdir(folder)).find((one) => one.endsWith('.lock'))!;
	});
	return path.join(folder, name);
}

describe('a sidecar that several programs write', () => {
	it('keeps every mask of four processes that add to it at once', async () => {
		const script = path.join(folder, 'addMasks.mjs');
		await build({
			entryPoints: [path.join(import.meta.dirname, 'addMasks.ts')],
			outfile: script,
			bundle: true,
			platform: 'node',
			format: 'esm',
			banner: {
				js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
			},
			alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
			logLevel: 'silent',
		});
		const masksEach = 25;
		const names = ['one', 'two', 'three', 'four'];
		const run = promisify(execFile);
		await Promise.all(names.map((name) => run(process.execPath, [script, file, name, `${masksEach}`])));
		const { set } = parseSidecar((await readTextIfThere(file))!);
		expect(set.annotations).toHaveLength(names.length * masksEach);
		for (const { id, name } of set.categories) {
			const own = set.annotations.filter(({ categoryId }) => categoryId === id);
			expect(own, name).toHaveLength(masksEach);
		}
		expect((await readdir(folder)).sort()).toEqual(['addMasks.mjs', path.basename(file)]);
	}, 60_000);

	it('is not overwritten by a writer that has not read what is there', async () => {
		const sidecar = new SidecarFile(localTextFile(file));
		expect(await sidecar.replace(undefined, 'one')).toEqual({ replaced: true, version: versionOf('one') });
		expect(await sidecar.replace(undefined, 'two')).toEqual({ replaced: false, version: versionOf('one') });
		expect(await readTextIfThere(file)).toBe('one');
		expect(await sidecar.replace(versionOf('one'), 'two')).toEqual({
			replaced: true,
			version: versionOf('two'),
		});
	});

	it('is read again where a program that takes no lock writes in between', async () => {
		const local = localTextFile(file);
		let reads = 0;
		const interrupted: TextFile = {
			...local,
			async read() {
				if (++reads === 2) await writeFile(file, dogText);
				return local.read();
			},
		};
		const seen: number[] = [];
		await new SidecarFile(interrupted).change(image, (before) => {
			seen.push(before.set.annotations.length);
			return { ...before, set: applyEdit(before.set, removeAnnotations(before.set, [2])) };
		});
		expect(seen).toEqual([0, 2]);
		expect(parseSidecar((await readTextIfThere(file))!).set.annotations.map(({ id }) => id)).toEqual([1]);
	});

	it('is not written where nothing changes', async () => {
		await new SidecarFile(localTextFile(file)).change(image, (before) => before);
		expect(await readdir(folder)).toEqual([]);
	});
});

describe('the lock of a sidecar', () => {
	it('of a process that was killed does not stand in the way', async () => {
		const lock = await lockFile();
		await writeFile(lock, `${hostname()} 999999999 dead`);
		expect(await withFileLock(file, async () => 'done')).toBe('done');
		expect(await readdir(folder)).toEqual([]);
	});

	it('of another machine is waited for until it is no longer refreshed', async () => {
		const lock = await lockFile();
		await writeFile(lock, 'elsewhere 1 dead');
		const longAgo = new Date(Date.now() - 60_000);
		await utimes(lock, longAgo, longAgo);
		expect(await withFileLock(file, async () => 'done')).toBe('done');
	});

	it('is one for a file and a link to it, and lets one in at a time', async () => {
		await writeFile(file, '');
		const link = path.join(folder, 'link.json');
		await symlink(file, link);
		const order: string[] = [];
		const enter = (name: string, at: string) =>
			withFileLock(at, async () => {
				order.push(`${name} in`);
				await new Promise((resolve) => setTimeout(resolve, 20));
				order.push(`${name} out`);
			});
		const first = enter('a', file);
		await new Promise((resolve) => setTimeout(resolve, 5));
		await Promise.all([first, enter('b', link)]);
		expect(order).toEqual(['a in', 'a out', 'b in', 'b out']);
	});

	it('is given back where the work fails', async () => {
		await expect(withFileLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(await readdir(folder)).toEqual([]);
	});
});
