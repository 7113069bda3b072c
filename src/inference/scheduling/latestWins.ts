import { InferenceError } from '../../shared/inferenceError';

/** Of the work for one key, only the latest goes on: its user has moved on from what came before. */
export class LatestWins {
	private readonly running = new Map<string | symbol, AbortController>();
	private readonly waiting = new Set<() => void>();

	/** True while work for any key goes on. */
	get isBusy(): boolean {
		return this.running.size > 0;
	}

	/** Resolves when no work goes on for any key. Rejects with the signal's reason when it is aborted first. */
	async untilIdle(signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		while (this.running.size > 0) {
			await new Promise<void>((resolve) => {
				const goOn = () => {
					signal.removeEventListener('abort', goOn);
					this.waiting.delete(goOn);
					resolve();
				};
				this.waiting.add(goOn);
				signal.addEventListener('abort', goOn);
			});
			signal.throwIfAborted();
		}
	}

	/** @throws InferenceError `cancelled` where newer work for the key came, or the caller's signal says so */
	async run<T>(
		key: string | symbol,
		callerSignal: AbortSignal,
		work: (signal: AbortSignal) => Promise<T>,
	): Promise<T> {
		const controller = new AbortController();
		this.running.get(key)?.abort(new InferenceError('cancelled', 'Newer prompts took the place of these.'));
		this.running.set(key, controller);
		const pass = () => controller.abort(callerSignal.reason);
		if (callerSignal.aborted) pass();
		callerSignal.addEventListener('abort', pass, { once: true });
		try {
			controller.signal.throwIfAborted();
			const result = await work(controller.signal);
			controller.signal.throwIfAborted();
			return result;
		} finally {
			callerSignal.removeEventListener('abort', pass);
			if (this.running.get(key) === controller) this.running.delete(key);
			if (this.running.size === 0) for (const goOn of this.waiting) goOn();
		}
	}
}
