import { yieldToEventLoop } from './yieldToEventLoop';

/** Work that clicks interrupt. */
export interface Interruptible {
	readonly signal: AbortSignal;
	/** Resolves when no click of the user's is waiting; rejects with the signal's reason when it is aborted. */
	readonly untilIdle: (signal: AbortSignal) => Promise<void>;
}

/** Lets clicks and cancellations be answered. */
export async function pause({ signal, untilIdle }: Interruptible): Promise<void> {
	await yieldToEventLoop();
	await untilIdle(signal);
}

/**
 * Does something with one mask after another, and lets clicks and cancellations be answered before every few of them.
 *
 * @param atOnce how many are a fraction of a second's work
 */
export async function betweenClicks<T, R>(
	masks: readonly T[],
	atOnce: number,
	work: Interruptible,
	act: (mask: T, index: number) => R | Promise<R>,
): Promise<R[]> {
	const results: R[] = [];
	for (const [index, mask] of masks.entries()) {
		if (index % atOnce === 0) await pause(work);
		results.push(await act(mask, index));
	}
	return results;
}
