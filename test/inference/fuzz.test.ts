import { expect, it } from 'vitest';
import { fuzz } from '../fuzz/fuzz';
import { targets } from '../fuzz/targets';
import { root, temporaryFolder } from './support';

it('damaged inputs of all kinds are used or refused in a sentence, in a short run of `npm run fuzz`', async () => {
	// Command lines take seconds on a busy machine: only the long run limits time.
	const options = { seed: 1, duration: 15_000, limit: 60_000 };
	for (const { name, tries, faults } of await fuzz(await targets(await temporaryFolder(), root), options)) {
		expect(faults, name).toEqual([]);
		expect(tries, name).toBeGreaterThan(0);
	}
});
