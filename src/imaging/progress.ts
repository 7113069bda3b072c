/** How a long edit is watched and stopped. */
export interface Progress {
	readonly signal?: AbortSignal;
	/** @param fraction 0 to 1 */
	readonly onProgress?: (fraction: number) => void;
}

/**
 * Reports progress and lets other work run: a click that waits, a cancellation.
 * Rejects with the signal's reason when it was aborted.
 */
export async function reportProgress({ signal, onProgress }: Progress, fraction: number): Promise<void> {
	onProgress?.(fraction);
	await new Promise<void>((resolve) => setTimeout(resolve, 0));
	signal?.throwIfAborted();
}
