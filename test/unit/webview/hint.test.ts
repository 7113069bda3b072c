import { describe, expect, it } from 'vitest';
import type { OpenLevels, PromptingState } from '../../../src/shared/protocol/editorProtocol';
import { type PageStrings, pageStringKeys } from '../../../src/shared/protocol/pageStrings';
import { hint } from '../../../webview/hint';
import { initialState, type State } from '../../../webview/store';

/** Every text is its own key. */
const strings = Object.fromEntries(pageStringKeys.map((key) => [key, key])) as PageStrings;
const candidate = (level: number) =>
	({ level, score: 1, area: 1, bbox: [0, 0, 1, 1], segmentation: { size: [1, 1], counts: '01' } }) as const;
const levels: OpenLevels = { candidates: [candidate(1), candidate(2)], shown: 0, first: 0, pack: 'a-pack' };
const annotation = { id: 1, categoryId: 1, ...candidate(1) };

const hintOf = (prompting: Partial<PromptingState>, more: Partial<State> = {}) =>
	hint({ ...initialState, strings, ...more, prompting: { ...initialState.prompting, ...prompting } }, 'Ctrl');

describe('the line that says what to do', () => {
	it('names the keys of open levels, and of one level', () => {
		expect(hintOf({ levels })).toBe('levelsHint');
		expect(hintOf({ levels: { ...levels, candidates: [candidate(1)] } })).toBe('singleLevelHint');
	});

	it('says the same where the model has something to say, which is said elsewhere', () => {
		expect(hintOf({ levels: { ...levels, note: 'A note.' } })).toBe('levelsHint');
	});

	it('says that a click selects where there are masks', () => {
		expect(hintOf({})).toBe('emptyHint');
		expect(hintOf({}, { document: { annotations: [annotation], categories: [] } })).toBe(
			'emptyHintWithMasks',
		);
	});

	it('says that nothing can be changed in a read-only document', () => {
		const document = { annotations: [], categories: [], readOnlyReason: 'It is broken.' };
		expect(hintOf({ levels }, { document })).toBe('readOnlyHint');
	});

	it('says what to do with the selected mask', () => {
		const document = { annotations: [annotation], categories: [] };
		expect(hintOf({}, { document, selected: 1 })).toBe('selectedHint');
	});

	it('names the keys of masks that are alike, and of the search for them', () => {
		const found = {
			phase: 'found',
			category: { name: 'a', kind: 'object' },
			masks: [],
			minLikeness: 0.5,
			taken: [],
		} as const;
		expect(hintOf({}, { alike: found })).toBe('alikeHint');
		expect(hintOf({}, { alike: { phase: 'searching', done: 0.1 } })).toBe('searchingAlikeHint');
		expect(hintOf({ levels }, { alike: found })).toBe('levelsHint');
	});
});
