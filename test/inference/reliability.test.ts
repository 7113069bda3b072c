import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './support';

it('holds its promises in a short run of `npm run reliability`', async () => {
	const script = path.join(root, 'dist-dev/reliability.cjs');
	const rows = ['writes', 'sidecars', 'imageFiles', 'network'];
	// A promise that is broken ends it with exit code 1, and the table in the error says which.
	const { stdout } = await promisify(execFile)(process.execPath, [script, ...rows, '--short']);
	for (const row of rows) expect(stdout).toMatch(new RegExp(`^${row} .*(kept|not run)$`, 'm'));
	console.log(
		stdout
			.split('\n')
			.filter((line) => line.includes('not run'))
			.join('\n'),
	);
}, 600_000);
