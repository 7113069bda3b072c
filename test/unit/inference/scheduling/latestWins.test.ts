import { describe, expect, it } from 'vitest';
import { LatestWins } from '../../../../src/inference/scheduling/latestWins';

const never = new AbortController().signal;

describe('whoever waits until nothing runs', () => {
	it('waits for the work of all keys, and for what comes meanwhile', async () => {
		const work = new LatestWins();
		const ends: (() => void)[] = [];
		const run = (key: string) =>
			work.run(key, never, () => new Promise<void>((resolve) => ends.push(resolve)));
		const [a, b] = [run('a'), run('b')];
		let isIdle = false;
		const idle = work.untilIdle(never).then(() => {
			isIdle = true;
		});
		ends[0]!();
		await a;
		const c = run('c');
		ends[1]!();
		await b;
		expect(isIdle).toBe(false);
		ends[2]!();
		await Promise.all([c, idle]);
		expect(isIdle).toBe(true);
		await work.untilIdle(never);
	});

	it('goes at once when its own signal says so', async () => {
		const work = new LatestWins();
		let end: () => void = () => undefined;
		const running = work.run('a', never, () => new Promise<void>((resolve) => (end = resolve)));
		const controller = new AbortController();
		const waiting = work.untilIdle(controller.signal);
		controller.abort(new Error('enough'));
		await expect(waiting).rejects.toThrow('enough');
		end();
		await running;
		await expect(work.untilIdle(controller.signal)).rejects.toThrow('enough');
	});
});
