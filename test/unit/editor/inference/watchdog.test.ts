import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from '../../../../src/editor/inference/watchdog';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A process that answers as long as it is told to. */
function watched() {
	const heard: string[] = [];
	let isAlive = true;
	let answer = () => {};
	const watchdog = new Watchdog(
		() => (isAlive ? Promise.resolve() : new Promise<void>((resolve) => (answer = resolve))),
		{
			onSilent: (seconds) => heard.push(`silent for ${seconds} s`),
			onAnswer: () => heard.push('answers'),
			onHung: (seconds) => heard.push(`hung for ${seconds} s`),
		},
		{ intervalMs: 1000, silentMs: 5000, hungMs: 20_000 },
	);
	return {
		heard,
		watchdog,
		hang: () => (isAlive = false),
		wake: () => {
			isAlive = true;
			answer();
		},
	};
}

describe('the watchdog of a process', () => {
	it('says nothing about a process that answers', async () => {
		const { heard } = watched();
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(heard).toEqual([]);
	});

	it('says once that there is no answer, once that it is hopeless, and then rests', async () => {
		const { heard, hang } = watched();
		await vi.advanceTimersByTimeAsync(10_000);
		hang();
		await vi.advanceTimersByTimeAsync(7000);
		expect(heard).toEqual(['silent for 5 s']);
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(heard).toEqual(['silent for 5 s', 'hung for 20 s']);
	});

	it('says when a process answers again, and begins anew', async () => {
		const { heard, hang, wake } = watched();
		hang();
		await vi.advanceTimersByTimeAsync(10_000);
		wake();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(heard).toEqual(['silent for 5 s', 'answers']);
	});

	it('says nothing about a short silence, nor after it was disposed', async () => {
		const { heard, hang, wake, watchdog } = watched();
		hang();
		await vi.advanceTimersByTimeAsync(4000);
		wake();
		await vi.advanceTimersByTimeAsync(4000);
		watchdog.dispose();
		hang();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(heard).toEqual([]);
	});
});
