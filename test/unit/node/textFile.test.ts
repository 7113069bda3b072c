import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localTextFile } from '../../../src/node/textFile';

let folder: string;
let file: string;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'strata-text-'));
	file = path.join(folder, 'a.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = () => localTextFile(file).read();

describe('a text file that somebody else made', () => {
	it('is read whole, and may be missing', async () => {
		expect(await read()).toBeUndefined();
		await writeFile(file, '\uFEFFtext');
		expect(await read()).toBe('text');
	});

	it('is refused where it is a link to a device that never ends', async (context) => {
		if (process.platform === 'win32') context.skip('Windows has no /dev/zero');
		await symlink('/dev/zero', file);
		await expect(read()).rejects.toThrow('it is not a regular file');
	});

	it('is refused where it is a pipe, which could be waited for for ever', async (context) => {
		if (process.platform === 'win32') context.skip('Windows has no mkfifo');
		execFileSync('mkfifo', [file]);
		await expect(read()).rejects.toThrow('it is not a regular file');
	});

	it('is refused where it is larger than a text can be', async () => {
		const handle = await open(file, 'w');
		await handle.truncate(600 * 2 ** 20);
		await handle.close();
		await expect(read()).rejects.toThrow('it has 600 MB, more than the 128 MB that are allowed');
	});
});
