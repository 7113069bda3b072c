export interface WatchdogEvents {
	/** Nothing has been heard for some seconds. */
	onSilent(seconds: number): void;
	/** It answers again. */
	onAnswer(): void;
	/** Nothing has been heard for so long that nothing will be. */
	onHung(seconds: number): void;
}

export interface WatchdogLimits {
	readonly intervalMs: number;
	readonly silentMs: number;
	readonly hungMs: number;
}

/** An encoder can take many seconds on a slow machine, in which its process does not answer. */
const defaults: WatchdogLimits = { intervalMs: 2_500, silentMs: 10_000, hungMs: 120_000 };

/**
 * Asks a process at intervals whether it is there. Silence is counted in intervals, not by the clock, so that a
 * computer that wakes from sleep is not taken for a process that hangs.
 */
export class Watchdog {
	private readonly timer: ReturnType<typeof setInterval>;
	private isWaiting = false;
	private missed = 0;

	/** @param ping resolves when the process answers */
	constructor(
		private readonly ping: () => Promise<unknown>,
		private readonly events: WatchdogEvents,
		private readonly limits: WatchdogLimits = defaults,
	) {
		this.timer = setInterval(() => this.check(), limits.intervalMs);
		// It must not keep the extension host alive.
		this.timer.unref?.();
	}

	dispose(): void {
		clearInterval(this.timer);
	}

	private check(): void {
		if (!this.isWaiting) {
			void this.send();
			return;
		}
		this.missed++;
		const { intervalMs, silentMs, hungMs } = this.limits;
		const isPast = (limit: number) => this.missed === Math.ceil(limit / intervalMs);
		if (isPast(silentMs)) this.events.onSilent(silentMs / 1000);
		if (isPast(hungMs)) {
			this.dispose();
			this.events.onHung(hungMs / 1000);
		}
	}

	private async send(): Promise<void> {
		this.isWaiting = true;
		try {
			await this.ping();
		} catch {
			// The connection is closed; whoever holds the process knows.
			return;
		}
		const wasSilent = this.missed * this.limits.intervalMs >= this.limits.silentMs;
		this.isWaiting = false;
		this.missed = 0;
		if (wasSilent) this.events.onAnswer();
	}
}
