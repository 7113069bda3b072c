import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withScratchFolder } from '../../../src/node/scratchFolder';

describe('a scratch folder', () => {
	let temporary = '';
	beforeEach(async () => {
		temporary = await mkdtemp(path.join(tmpdir(), 'strata-scratch-test-'));
		vi.stubEnv('TMPDIR', temporary);
		vi.stubEnv('TEMP', temporary);
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		await rm(temporary, { recursive: true });
	});

	it('is there for its work, and gone after it, whether it succeeds or not', async () => {
		const work = async (folder: string) => {
			await writeFile(path.join(folder, 'picture.tif'), 'pixels');
			return readdir(temporary);
		};
		expect(await withScratchFolder(work)).toHaveLength(1);
		await expect(
			withScratchFolder(async (folder) => {
				await work(folder);
				throw new Error('no');
			}),
		).rejects.toThrow('no');
		expect(await readdir(temporary)).toEqual([]);
	});

	it('of a process that was killed is removed by the next one, of a running one is not', async () => {
		const ended = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
		for (const name of [
			`strata-image-${ended}-a`,
			`strata-image-${process.ppid}-b`,
			'strata-image-c',
			'other',
		]) {
			await mkdir(path.join(temporary, name));
			await writeFile(path.join(temporary, name, 'picture.tif'), 'pixels');
		}
		await withScratchFolder(async () => undefined);
		expect((await readdir(temporary)).sort()).toEqual(['other', `strata-image-${process.ppid}-b`]);
	});
});
