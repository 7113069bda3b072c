import { fuzz } from '../../../fuzz/fuzz';
import { targets } from '../../../fuzz/targets';
import type { Row } from '../row';

/** A short `npm run fuzz`. */
export const fuzzed: Row = {
	name: 'fuzz',
	promise:
		'Damaged images, sidecars, manifests, messages and command lines are used or refused in a sentence',
	limit: 5,
	async run(result, { root, folder, seed, length }) {
		const duration = (length === 'full' ? 600 : 60) * 1000;
		const found = await fuzz(await targets(folder, root), { seed, duration, limit: fuzzed.limit * 1000 });
		for (const { name, tries, refused, slowest, faults } of found) {
			result.tries += tries;
			result.slowest = Math.max(result.slowest, slowest);
			const named = faults.map((fault) => `${name}, ${fault}`);
			const isLate = (fault: string) => /, seed \d+: took /.test(fault);
			result.late.push(...named.filter(isLate));
			result.broken.push(...named.filter((fault) => !isLate(fault)));
			result.hung = result.late.length;
			result.crashed = result.broken.length;
			result.notes.push(`${name}: ${tries} tries, ${refused} refused`);
		}
	},
};
