// `npm run fuzz [-- --minutes 10 --seed 1]`: tries damaged inputs of all kinds and prints what came of them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz, fuzzTable } from './fuzz';
import { targets } from './targets';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
	});
	const folder = await mkdtemp(path.join(tmpdir(), 'strata-fuzz-'));
	try {
		const results = await fuzz(await targets(folder, path.resolve(__dirname, '..')), {
			seed: Number(values.seed),
			duration: Number(values.minutes) * 60_000,
			limit: 5000,
		});
		process.stdout.write(`${fuzzTable(results)}\n`);
		for (const { name, faults } of results) {
			for (const fault of faults.slice(0, 5)) process.stdout.write(`\n${name}, ${fault}\n`);
		}
		process.exitCode = results.some(({ faults }) => faults.length > 0) ? 1 : 0;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

void main();
