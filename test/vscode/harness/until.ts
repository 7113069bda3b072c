import { setTimeout as delay } from 'node:timers/promises';

/** Asks `probe` again and again until it gives something true; says what it waited for when it gives up. */
export async function until<T>(
	what: string,
	probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
	milliseconds = 30_000,
): Promise<T> {
	const end = Date.now() + milliseconds;
	let last: unknown = 'nothing';
	while (Date.now() < end) {
		try {
			const found = await probe();
			if (found) return found;
			last = found;
		} catch (error) {
			// A page that is loading or closing has no element or frame yet.
			last = error instanceof Error ? error.message.split('\n')[0] : error;
		}
		await delay(50);
	}
	throw new Error(`Waited ${milliseconds / 1000} s for ${what}; the last answer was ${String(last)}.`);
}
