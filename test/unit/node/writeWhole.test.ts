import { execFileSync } from 'node:child_process';
import {
	chmod,
	lstat,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	stat,
	symlink,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFailure } from '../../../src/node/writeFailure';
import { writeWhole } from '../../../src/node/writeWhole';

const text = (value: string) => new TextEncoder().encode(value);

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'strata-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeWhole', () => {
	it('writes a new file and leaves nothing else behind', async () => {
		await writeWhole(path.join(folder, 'a.json'), text('one'));
		expect(await readdir(folder)).toEqual(['a.json']);
		expect(await readFile(path.join(folder, 'a.json'), 'utf8')).toBe('one');
	});

	it('keeps the permissions of the file that it replaces', async () => {
		const file = path.join(folder, 'a.json');
		await writeFile(file, 'one');
		await chmod(file, 0o640);
		await writeWhole(file, text('two'));
		expect((await stat(file)).mode & 0o777).toBe(0o640);
		expect(await readFile(file, 'utf8')).toBe('two');
	});

	it('follows a link instead of replacing it', async () => {
		const target = path.join(folder, 'elsewhere.json');
		const link = path.join(folder, 'a.json');
		await writeFile(target, 'one');
		await symlink(target, link);
		await writeWhole(link, text('two'));
		expect((await lstat(link)).isSymbolicLink()).toBe(true);
		expect(await readFile(target, 'utf8')).toBe('two');
	});

	it('fails where there is no folder', async () => {
		await expect(writeWhole(path.join(folder, 'none', 'a.json'), text('one'))).rejects.toMatchObject({
			code: 'ENOENT',
		});
	});
});

/** A file system of 64 KiB, where this machine lets us have one. */
function mountSmall(at: string): string | undefined {
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at], { stdio: 'pipe' });
		return undefined;
	} catch (error) {
		return error instanceof Error ? error.message.trim() : String(error);
	}
}

describe('on a full disk', () => {
	it('leaves the old file as it was, and says what to do', async (context) => {
		const disk = path.join(folder, 'disk');
		await mkdir(disk);
		const refused = mountSmall(disk);
		if (refused) context.skip(`Expected to mount a small disk but: ${refused}`);
		try {
			const file = path.join(disk, 'a.json');
			await writeWhole(file, text('one'));
			const error = await writeWhole(file, new Uint8Array(2 ** 20)).catch((reason: unknown) => reason);
			expect(error).toMatchObject({ code: 'ENOSPC' });
			expect(writeFailure('a.json', error)).toMatch(/disk is full.*Nothing is lost/);
			expect(await readdir(disk)).toEqual(['a.json']);
			expect(await readFile(file, 'utf8')).toBe('one');
		} finally {
			execFileSync('umount', [disk]);
		}
	});
});
