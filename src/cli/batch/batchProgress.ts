import { note } from '../output';
import { ProgressLine } from '../progressLine';

/** How far a batch is. */
export interface BatchState {
	/** Images that were looked at, whatever became of them. */
	readonly seen: number;
	/** How many there are to look at, where that is known. */
	readonly total: number | undefined;
	/** Those that the model worked on. */
	readonly worked: number;
	/** Since the model began. */
	readonly milliseconds: number;
}

/** Where nobody watches, a log gets a line of progress this often. */
const logEveryMs = 60_000;

/** `120 of 1000 images, 35 per minute, 25 min left`. */
export function describeProgress({ seen, total, worked, milliseconds }: BatchState): string {
	const count = total === undefined ? `${seen} images` : `${Math.min(seen, total)} of ${total} images`;
	if (worked === 0 || milliseconds <= 0) return count;
	const perMinute = (60_000 * worked) / milliseconds;
	const rate = `${perMinute < 10 ? perMinute.toFixed(1) : Math.round(perMinute)} per minute`;
	const left = total === undefined ? 0 : total - seen;
	return [count, rate, ...(left > 0 ? [`${describeMinutes(left / perMinute)} left`] : [])].join(', ');
}

function describeMinutes(minutes: number): string {
	if (minutes < 1) return 'less than a minute';
	const whole = Math.round(minutes);
	return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

/** The progress of a batch on a terminal, or as lines of a log. */
export class BatchProgress {
	private readonly line: ProgressLine;
	private logged = performance.now();

	constructor(what = 'Segmenting') {
		this.line = new ProgressLine(what);
	}

	show(state: BatchState): void {
		const text = describeProgress(state);
		this.line.show(text, state.total === undefined ? undefined : Math.min(1, state.seen / state.total));
		if (process.stderr.isTTY || performance.now() - this.logged < logEveryMs) return;
		this.logged = performance.now();
		note(text);
	}

	end(): void {
		this.line.end();
	}
}
