import { describe, expect, it } from 'vitest';
import { combineNames } from '../../../src/naming/combineNames';
import type { LikelyName } from '../../../src/naming/likelyNames';
import type { CategoryKind } from '../../../src/shared/annotations/annotation';

const learned = (name: string, confidence: number, kind: CategoryKind = 'object'): LikelyName => ({
	...{ name, kind, confidence, isLearned: true },
});
const seen = (name: string, confidence: number): LikelyName => ({
	...{ name, kind: 'object', confidence, isLearned: false },
});
const knowing = (...names: string[]) => names.map((name) => ({ name, kind: 'object' as const }));
const named = (list: readonly LikelyName[]) => list.map(({ name }) => name);

describe('names that were learned, and what a detector sees', () => {
	it('are the one list where the other has nothing', () => {
		expect(combineNames([], [seen('cup', 0.7)], [])).toEqual([seen('cup', 0.7)]);
		expect(combineNames([learned('mug', 0.5)], [], [])).toEqual([learned('mug', 0.5)]);
		expect(combineNames([], [], [])).toEqual([]);
	});

	it('have first what the user taught and is sure, where the detector has another word for it', () => {
		const names = (confidence: number) =>
			named(combineNames([learned('mug', confidence)], [seen('cup', 0.9)], knowing('mug')));
		expect(names(0.65)).toEqual(['mug', 'cup']);
		expect(names(0.5)).toEqual(['cup', 'mug']);
	});

	it('go by their likelihood among the user’s own words', () => {
		const both = combineNames([learned('bowl', 0.5)], [seen('cup', 0.9)], knowing('bowl', 'cup'));
		expect(named(both)).toEqual(['cup', 'bowl']);
	});

	it('are surer of a name that both say', () => {
		const names = [learned('bowl', 0.7), learned('cup', 0.5)];
		const [first] = combineNames(names, [seen('cup', 0.65)], knowing('bowl', 'cup'));
		expect(first).toMatchObject({ name: 'cup', isLearned: true });
		expect(first!.confidence).toBeCloseTo(0.825);
	});

	it('are of parts where parts are seen, and surer of what two models see', () => {
		const part = (name: string, confidence: number) => ({ ...seen(name, confidence), kind: 'part' as const });
		const names = combineNames(
			[learned('cup', 0.9), learned('lid', 0.5, 'part')],
			[part('handle', 0.6), part('lid', 0.3), part('handle', 0.5)],
			[],
		);
		expect(named(names)).toEqual(['handle', 'lid']);
		expect(names[0]!.confidence).toBeCloseTo(0.8);
	});

	it('are at most three, each once, and of parts only where no object is seen', () => {
		const names = combineNames(
			[learned('cup', 0.6), learned('mug', 0.2)],
			[seen('cup', 0.7), seen('bowl', 0.3), seen('vase', 0.1)],
			knowing('cup', 'mug'),
		);
		expect(named(names)).toEqual(['cup', 'bowl', 'mug']);
		const part = [learned('handle', 0.6, 'part')];
		expect(named(combineNames(part, [seen('cup', 0.7)], []))).toEqual(['cup']);
		expect(combineNames(part, [], [])).toEqual(part);
	});
});
