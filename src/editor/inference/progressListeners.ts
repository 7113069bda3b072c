import { randomUUID } from 'node:crypto';

/** Who hears of the progress of which request. */
export class ProgressListeners<T> {
	private readonly listeners = new Map<string, (progress: T) => void>();

	/** @param listener hears of the request that `ask` makes under the name that it is given */
	async during<R>(
		listener: ((progress: T) => void) | undefined,
		ask: (asker: string) => Promise<R>,
		asker: string = randomUUID(),
	): Promise<R> {
		if (listener) this.listeners.set(asker, listener);
		try {
			return await ask(asker);
		} finally {
			this.listeners.delete(asker);
		}
	}

	report(asker: string, progress: T): void {
		this.listeners.get(asker)?.(progress);
	}
}
