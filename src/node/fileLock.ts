import { randomBytes } from 'node:crypto';
import { readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isLockName, isTemporaryOfLock, lockName } from './hiddenNames';
import { processIsRunning } from './processIsRunning';

/** A lock that has not been refreshed for this long belongs to a process that is gone. */
const staleMs = 10_000;
const refreshMs = 2_000;
/** Longer than a stale lock takes to be noticed, so that a killed process never makes others fail. */
const giveUpMs = 30_000;

/**
 * Runs `action` while no other process that uses this function runs one for the same file. The lock is a file beside
 * it, `.strata-….lock`, which also holds between machines that share the folder.
 *
 * @throws the file system's error where the folder cannot be written to, or an Error after 30 s of waiting
 */
export async function withFileLock<T>(path: string, action: () => Promise<T>): Promise<T> {
	const lock = await lockFileOf(path);
	const owner = `${hostname()} ${process.pid} ${randomBytes(8).toString('hex')}`;
	await acquire(lock, owner, basename(path));
	const refreshing = setInterval(() => {
		const now = new Date();
		// Without it the lock looks stale sooner; the work goes on.
		void utimes(lock, now, now).catch(() => undefined);
	}, refreshMs);
	refreshing.unref();
	try {
		return await action();
	} finally {
		clearInterval(refreshing);
		if ((await ownerOf(lock)) === owner) await rm(lock, { force: true }).catch(() => undefined);
	}
}

/** Removes the locks in a folder whose processes were killed, with the half-written files that they left. */
export async function removeStaleLocks(folder: string): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	for (const name of names.filter(isLockName)) await removeIfStale(join(folder, name));
}

/** Two paths to one file (a symbolic link) share a lock. */
async function lockFileOf(path: string): Promise<string> {
	const target = await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
	return join(dirname(target), lockName(target));
}

async function acquire(lock: string, owner: string, fileName: string): Promise<void> {
	const start = Date.now();
	for (let pause = 2; !(await create(lock, owner)); pause = Math.min(100, pause * 2)) {
		await removeIfStale(lock);
		if (Date.now() - start > giveUpMs) {
			throw new Error(`${fileName} is being written by another program. Try again in a moment`);
		}
		await wait(pause * (0.5 + Math.random()));
	}
}

/** @returns false where the lock is there already */
async function create(lock: string, owner: string): Promise<boolean> {
	try {
		await writeFile(lock, owner, { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/**
 * Removes a lock whose process is gone. It is moved aside first, and looked at once more: between look and move its
 * place may have been taken by a process that is alive, whose lock is then put back.
 */
async function removeIfStale(lock: string): Promise<void> {
	const owner = await ownerOf(lock);
	if (owner === undefined || !(await isStale(lock, owner))) return;
	await removeTemporaries(lock, owner);
	const aside = `${lock}.${randomBytes(4).toString('hex')}.tmp`;
	try {
		await rename(lock, aside);
	} catch {
		// Another process was quicker.
		return;
	}
	const moved = await ownerOf(aside);
	if (moved !== undefined && moved !== owner) await create(lock, moved);
	await rm(aside, { force: true });
}

/** Removes the half-written files of a stale lock's owner. */
async function removeTemporaries(lock: string, owner: string): Promise<void> {
	const folder = dirname(lock);
	const names = await readdir(folder).catch(() => []);
	const left = names.filter((name) => isTemporaryOfLock(name, basename(lock)));
	// While the lock was that owner's, nobody else can have made one of those that were listed before.
	if (left.length === 0 || (await ownerOf(lock)) !== owner) return;
	for (const name of left) await rm(join(folder, name), { force: true }).catch(() => undefined);
}

async function isStale(lock: string, owner: string): Promise<boolean> {
	const [host, pid] = owner.split(' ');
	if (host === hostname() && !processIsRunning(Number(pid))) return true;
	const found = await stat(lock).catch(() => undefined);
	return found !== undefined && Date.now() - found.mtimeMs > staleMs;
}

async function ownerOf(lock: string): Promise<string | undefined> {
	return readFile(lock, 'utf8').catch(() => undefined);
}
