import { Random } from './random';
import type { Target } from './targets';

/** What came of fuzzing one target. */
export interface FuzzResult {
	readonly name: string;
	tries: number;
	refused: number;
	/** The longest try, in milliseconds. */
	slowest: number;
	/** Each with the seed that repeats it. */
	readonly faults: string[];
}

interface FuzzOptions {
	readonly seed: number;
	/** How long, in milliseconds of time that passes. */
	readonly duration: number;
	/** A try that takes longer is a fault, in milliseconds. */
	readonly limit: number;
}

/** Tries targets in turn, each as often as its share says. The n-th try of a target is the same for the same seed. */
export async function fuzz(
	targets: readonly Target[],
	{ seed, duration, limit }: FuzzOptions,
): Promise<readonly FuzzResult[]> {
	const results = targets.map(({ name }) => ({
		name,
		tries: 0,
		refused: 0,
		slowest: 0,
		faults: [] as string[],
	}));
	const end = performance.now() + duration;
	for (let round = 1; performance.now() < end; round++) {
		for (const [at, target] of targets.entries()) {
			const result = results[at]!;
			while (result.tries < round * target.share && performance.now() < end) {
				await tryOnce(target, result, seed + result.tries, limit);
			}
		}
	}
	return results;
}

async function tryOnce(target: Target, result: FuzzResult, seed: number, limit: number): Promise<void> {
	const start = performance.now();
	try {
		if ((await target.run(new Random(seed))) === 'refused') result.refused++;
	} catch (error) {
		result.faults.push(
			`seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
		);
	}
	const time = performance.now() - start;
	if (time > limit) result.faults.push(`seed ${seed}: took ${Math.round(time)} ms`);
	result.slowest = Math.max(result.slowest, time);
	result.tries++;
}

/** The results for people, aligned. */
export function fuzzTable(results: readonly FuzzResult[]): string {
	const head = ['input', 'tries', 'refused', 'slowest', 'faults'];
	const rows = results.map(({ name, tries, refused, slowest, faults }) => [
		name,
		String(tries),
		String(refused),
		`${Math.round(slowest)} ms`,
		String(faults.length),
	]);
	const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
	const line = (row: readonly string[]) =>
		row
			.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
			.join('  ');
	return [head, ...rows].map(line).join('\n');
}
