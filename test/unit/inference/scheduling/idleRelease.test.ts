import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleRelease } from '../../../../src/inference/scheduling/idleRelease';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const nothing = async () => undefined;

function counted(afterMs: number) {
	let times = 0;
	const idle = new IdleRelease(afterMs, async () => void times++);
	return { idle, times: () => times };
}

describe('memory that can be filled again', () => {
	it('is released once, some time after the last work ended', async () => {
		const { idle, times } = counted(1000);
		await idle.during(nothing);
		vi.advanceTimersByTime(900);
		await idle.during(nothing);
		vi.advanceTimersByTime(900);
		expect(times()).toBe(0);
		vi.advanceTimersByTime(10_000);
		expect(times()).toBe(1);
	});

	it('is kept while work goes on, however long', async () => {
		const { idle, times } = counted(1000);
		let finish = () => {};
		const long = idle.during(() => new Promise<void>((resolve) => (finish = resolve)));
		await idle.during(nothing);
		vi.advanceTimersByTime(10_000);
		expect(times()).toBe(0);
		finish();
		await long;
		vi.advanceTimersByTime(1000);
		expect(times()).toBe(1);
	});

	it('is released after 25 days at most, though a timer takes no longer time', async () => {
		const { idle, times } = counted(40_000 * 60_000);
		await idle.during(nothing);
		vi.advanceTimersByTime(24 * 3_600_000);
		expect(times()).toBe(0);
	});

	it('is released after work that failed', async () => {
		const { idle, times } = counted(1000);
		await expect(idle.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
		vi.advanceTimersByTime(1000);
		expect(times()).toBe(1);
	});

	it('is kept for good where no time is set, and once it was stopped', async () => {
		const never = counted(0);
		await never.idle.during(nothing);
		const stopped = counted(1000);
		await stopped.idle.during(nothing);
		stopped.idle.stop();
		await stopped.idle.during(nothing);
		vi.advanceTimersByTime(10_000);
		expect([never.times(), stopped.times()]).toEqual([0, 0]);
	});
});
