/** The longest time that `setTimeout` takes, 25 days: it fires at once for longer ones. */
const maxDelayMs = 2 ** 31 - 1;

/** Releases memory when there has been no work for a while. */
export class IdleRelease {
	private running = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;

	/** @param afterMs 0: never */
	constructor(
		private readonly afterMs: number,
		private readonly release: () => Promise<void>,
	) {}

	async during<T>(work: () => Promise<T>): Promise<T> {
		this.running++;
		clearTimeout(this.timer);
		try {
			return await work();
		} finally {
			this.running--;
			if (this.running === 0 && this.afterMs > 0) this.wait();
		}
	}

	/** Running work continues, but nothing is released any more. */
	stop(): void {
		this.running = Number.POSITIVE_INFINITY;
		clearTimeout(this.timer);
	}

	private wait(): void {
		this.timer = setTimeout(() => void this.release(), Math.min(this.afterMs, maxDelayMs));
		// The timer must not keep the process alive.
		this.timer.unref();
	}
}
