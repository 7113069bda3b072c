import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { start } from '../../src/shared/protocol/inferenceProtocol';
import { forkInference } from './child';
import { startParams, temporaryFolder } from './support';

it('leaves nothing in the user’s home, where the runtime would keep what it reports', async () => {
	const home = await temporaryFolder();
	const { connection, child, exited } = forkInference({ HOME: home, XDG_CACHE_HOME: `${home}/.cache` });
	try {
		await connection.sendRequest(start, startParams());
		expect(await readdir(home, { recursive: true })).toEqual([]);
	} finally {
		child.kill('SIGKILL');
		await exited;
	}
});
