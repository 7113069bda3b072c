import { createHash, randomBytes } from 'node:crypto';
import { basename } from 'node:path';

/** What a file's lock and its temporary files are named after: short, however long the file's own name is. */
const stemOf = (target: string) =>
	`.strata-${createHash('sha256').update(basename(target)).digest('hex').slice(0, 12)}`;

/** The name of the file that locks `target`, beside it. */
export const lockName = (target: string): string => `${stemOf(target)}.lock`;

/** A new name for a file that will be renamed to `target`, beside it. */
export const temporaryName = (target: string): string =>
	`${stemOf(target)}-${randomBytes(6).toString('hex')}.tmp`;

export const isLockName = (name: string): boolean => /^\.strata-[0-9a-f]{12}\.lock$/.test(name);

/** Whether a name is one that `temporaryName` gives, or gave in earlier versions, or that of a lock moved aside. */
export const isTemporaryName = (name: string): boolean =>
	/^\.strata-[0-9a-f]{12}(-[0-9a-f]{12}|\.lock\.[0-9a-f]{8})?\.tmp$/.test(name);

/** Whether a temporary file belongs to the file that a lock, named by `lockName`, is for. */
export const isTemporaryOfLock = (name: string, lock: string): boolean =>
	isTemporaryName(name) && name.startsWith(`${lock.slice(0, -'.lock'.length)}-`);
