import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LevelName } from '../../../../src/editor/session/levelName';
import type { Candidate } from '../../../../src/shared/candidate';

const mask = (level: number, counts = `${level}`): Candidate => ({
	...{ level, score: 0.9, area: 10 * level, bbox: [0, 0, 1, 1], segmentation: { size: [4, 4], counts } },
});
const likely = (name: string, confidence: number) => ({
	...{ name, kind: 'object' as const, confidence, isLearned: false },
});

/** One that finds for each level what is given for it. */
function levelName(names: Readonly<Record<number, readonly ReturnType<typeof likely>[]>>) {
	const said: (string | null)[] = [];
	const asked: number[] = [];
	const subject = new LevelName({
		wholeOf: () => undefined,
		likely: async ({ level }) => {
			asked.push(level);
			return names[level] ?? [];
		},
		changed: (shown) => said.push(shown && `${shown.level}: ${shown.name}`),
	});
	return { subject, said, asked };
}

describe('the likely name of the shown level', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());
	const rest = () => vi.advanceTimersByTimeAsync(1000);

	it('is said once one rests on a level, and taken back when another level is shown', async () => {
		const { subject, said } = levelName({ 1: [likely('wheel', 0.9)], 2: [likely('truck', 0.8)] });
		subject.follow(mask(1));
		expect(said).toEqual([]);
		await rest();
		subject.follow(mask(2));
		await rest();
		subject.follow(undefined);
		expect(said).toEqual(['1: wheel', null, '2: truck', null]);
	});

	it('is not looked for at levels that are only passed', async () => {
		const { subject, asked, said } = levelName({ 3: [likely('truck', 0.8)] });
		for (const level of [1, 2, 3]) subject.follow(mask(level));
		await rest();
		expect(asked).toEqual([3]);
		expect(said).toEqual(['3: truck']);
	});

	it('is not said where it is not sure', async () => {
		const { subject, said } = levelName({ 1: [likely('wheel', 0.45), likely('hub', 0.4)] });
		subject.follow(mask(1));
		await rest();
		expect(said).toEqual([]);
	});

	it('is said of what was learned sooner than of what only a detector sees', async () => {
		const learned = { ...likely('wheel', 0.65), isLearned: true };
		const { subject, said } = levelName({ 1: [likely('wheel', 0.65)], 2: [learned] });
		subject.follow(mask(1));
		await rest();
		expect(said).toEqual([]);
		subject.follow(mask(2));
		await rest();
		expect(said).toEqual(['2: wheel']);
	});

	it('comes with names that the pick is given, without asking twice', async () => {
		const { subject, asked } = levelName({ 1: [likely('wheel', 0.9)] });
		subject.follow(mask(1));
		await rest();
		expect(await subject.namesOf(mask(1), 'object', undefined)).toMatchObject([{ name: 'wheel' }]);
		expect(asked).toEqual([1]);
		await subject.namesOf(mask(1), 'part', undefined);
		expect(asked).toEqual([1, 1]);
	});

	it('is looked for again when other names may be likely', async () => {
		const { subject, asked, said } = levelName({ 1: [likely('wheel', 0.9)] });
		subject.follow(mask(1));
		await rest();
		subject.forget();
		await rest();
		expect(asked).toEqual([1, 1]);
		expect(said).toEqual(['1: wheel', null, '1: wheel']);
	});

	it('is not said of a level that is not shown any more, nor after the view has gone', async () => {
		const { subject, said } = levelName({ 1: [likely('wheel', 0.9)] });
		subject.follow(mask(1));
		vi.advanceTimersByTime(1000);
		subject.follow(undefined);
		await rest();
		subject.follow(mask(1));
		subject.dispose();
		await rest();
		expect(said).toEqual([]);
	});
});
