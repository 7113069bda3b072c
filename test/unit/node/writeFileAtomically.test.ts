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
	utimes,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../../src/node/writeFileAtomically';

const text = (value: string) => new TextEncoder().encode(value);

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'strata-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeFileAtomically', () => {
	it('writes a new file and leaves nothing else behind', async () => {
		await writeFileAtomically(path.join(folder, 'a.json'), text('one'));
		expect(await readdir(folder)).toEqual(['a.json']);
		expect(await readFile(path.join(folder, 'a.json'), 'utf8')).toBe('one');
	});

	it('keeps the permissions of the file that it replaces', async () => {
		const file = path.join(folder, 'a.json');
		await writeFile(file, 'one');
		await chmod(file, 0o640);
		await writeFileAtomically(file, text('two'));
		expect((await stat(file)).mode & 0o777).toBe(0o640);
		expect(await readFile(file, 'utf8')).toBe('two');
	});

	it('keeps permissions that the umask would take away', async () => {
		const file = path.join(folder, 'a.json');
		await writeFile(file, 'one');
		await chmod(file, 0o664);
		const before = process.umask(0o077);
		try {
			await writeFileAtomically(file, text('two'));
		} finally {
			process.umask(before);
		}
		expect((await stat(file)).mode & 0o777).toBe(0o664);
	});

	it('refuses a read-only file and leaves it as it is', async () => {
		const file = path.join(folder, 'a.json');
		await writeFile(file, 'one');
		await chmod(file, 0o444);
		await expect(writeFileAtomically(file, text('two'))).rejects.toMatchObject({ code: 'EACCES' });
		expect(await readFile(file, 'utf8')).toBe('one');
		expect(await readdir(folder)).toEqual(['a.json']);
	});

	it('refuses what is no regular file', async () => {
		await expect(writeFileAtomically(folder, text('two'))).rejects.toMatchObject({ code: 'EISDIR' });
	});

	it('can give a file the longest name that the file system takes', async () => {
		const file = path.join(folder, 'a'.repeat(255));
		await writeFileAtomically(file, text('one'));
		expect(await readFile(file, 'utf8')).toBe('one');
	});

	it('removes what a killed process left behind, but nothing that is being written', async () => {
		const old = path.join(folder, '.strata-0123456789ab.tmp');
		const fresh = path.join(folder, '.strata-ba9876543210.tmp');
		await writeFile(old, 'half');
		await writeFile(fresh, 'half');
		const longAgo = new Date(Date.now() - 2 * 3_600_000);
		await utimes(old, longAgo, longAgo);
		await writeFileAtomically(path.join(folder, 'a.json'), text('one'));
		expect((await readdir(folder)).sort()).toEqual([path.basename(fresh), 'a.json']);
	});

	it('writes pieces one after another', async () => {
		const file = path.join(folder, 'a.json');
		await writeFileAtomically(file, [text('one '), text('two')]);
		expect(await readFile(file, 'utf8')).toBe('one two');
	});

	it('follows a link instead of replacing it', async () => {
		const target = path.join(folder, 'elsewhere.json');
		const link = path.join(folder, 'a.json');
		await writeFile(target, 'one');
		await symlink(target, link);
		await writeFileAtomically(link, text('two'));
		expect((await lstat(link)).isSymbolicLink()).toBe(true);
		expect(await readFile(target, 'utf8')).toBe('two');
	});

	it('fails where there is no folder', async () => {
		await expect(writeFileAtomically(path.join(folder, 'none', 'a.json'), text('one'))).rejects.toMatchObject(
			{
				code: 'ENOENT',
			},
		);
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
			await writeFileAtomically(file, text('one'));
			const error = await writeFileAtomically(file, new Uint8Array(2 ** 20)).catch(
				(reason: unknown) => reason,
			);
			expect(error).toMatchObject({ code: 'ENOSPC' });
			expect(await readdir(disk)).toEqual(['a.json']);
			expect(await readFile(file, 'utf8')).toBe('one');
		} finally {
			execFileSync('umount', [disk]);
		}
	});
});
