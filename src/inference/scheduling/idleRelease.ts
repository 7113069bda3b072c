/** Runs work, and lets go of what can be had again when nothing has been asked for a while. */
export class IdleRelease {
	private running = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;

	/** @param afterMs 0: never */
	constructor(
		private readonly afterMs: number,
		private readonly letGo: () => Promise<void>,
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

	/** What was begun goes on; nothing is let go of any more. */
	stop(): void {
		this.running = Number.POSITIVE_INFINITY;
		clearTimeout(this.timer);
	}

	private wait(): void {
		this.timer = setTimeout(() => void this.letGo(), this.afterMs);
		// A process that has nothing else to do may end.
		this.timer.unref();
	}
}
