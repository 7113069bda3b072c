import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeStaleLocks, withFileLock } from '../../../src/node/fileLock';
import { lockName, temporaryName } from '../../../src/node/hiddenNames';

let folder: string;
let file: string;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'strata-lock-'));
	file = path.join(folder, 'a.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process id that nobody has any more. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

/** What a process that was killed while it wrote leaves. */
async function leaveHalf(pid: number, host = hostname()): Promise<void> {
	await writeFile(path.join(folder, lockName(file)), `${host} ${pid} 0123456789abcdef`);
	await writeFile(path.join(folder, temporaryName(file)), 'half');
}

describe('what a killed process left', () => {
	it('is removed by whoever locks the same file next', async () => {
		await leaveHalf(deadPid());
		expect(await withFileLock(file, () => readdir(folder))).toEqual([lockName(file)]);
		expect(await readdir(folder)).toEqual([]);
	});

	it('is removed from a whole folder, but not what belongs to another file', async () => {
		await leaveHalf(deadPid());
		const other = temporaryName(path.join(folder, 'b.json'));
		await writeFile(path.join(folder, other), 'half');
		await removeStaleLocks(folder);
		expect(await readdir(folder)).toEqual([other]);
	});

	it('is removed when it is old, where the process ran on another machine', async () => {
		await leaveHalf(1, 'elsewhere');
		const before = new Date(Date.now() - 60_000);
		await utimes(path.join(folder, lockName(file)), before, before);
		await removeStaleLocks(folder);
		expect(await readdir(folder)).toEqual([]);
	});

	it('stays while the process may be running', async () => {
		await leaveHalf(process.pid);
		await removeStaleLocks(folder);
		expect(await readdir(folder)).toHaveLength(2);
		await leaveHalf(1, 'elsewhere');
		await removeStaleLocks(folder);
		expect(await readdir(folder)).toHaveLength(3);
	});
});
