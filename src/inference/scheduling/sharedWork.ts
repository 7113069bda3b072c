interface Running<T> {
	readonly promise: Promise<T>;
	readonly abort: AbortController;
	waiting: number;
}

/**
 * Work that several ask for at once is done once. It is aborted when all who wait for it have gone, and forgotten
 * when it ends, well or badly.
 */
export class SharedWork<T> {
	private readonly running = new Map<string, Running<T>>();

	/** Rejects with the signal's reason when it is aborted, even while others still wait. */
	async join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		const shared = this.running.get(key) ?? this.begin(key, work);
		shared.waiting++;
		let leave: (() => void) | undefined;
		const left = new Promise<never>((_, reject) => {
			leave = () => reject(signal.reason as Error);
			signal.addEventListener('abort', leave, { once: true });
		});
		try {
			return await Promise.race([shared.promise, left]);
		} finally {
			if (leave) signal.removeEventListener('abort', leave);
			shared.waiting--;
			if (shared.waiting === 0 && signal.aborted) {
				if (this.running.get(key) === shared) this.running.delete(key);
				shared.abort.abort(signal.reason);
			}
		}
	}

	private begin(key: string, work: (signal: AbortSignal) => Promise<T>): Running<T> {
		const abort = new AbortController();
		const shared: Running<T> = { promise: work(abort.signal), abort, waiting: 0 };
		this.running.set(key, shared);
		const forget = () => {
			if (this.running.get(key) === shared) this.running.delete(key);
		};
		shared.promise.then(forget, forget);
		return shared;
	}
}
