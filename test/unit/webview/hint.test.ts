import { describe, expect, it } from 'vitest';
import type { SegmentReply } from '../../../src/shared/protocol/editorProtocol';
import { hint } from '../../../webview/hint';
import { initialState, openLadder } from '../../../webview/store';

const reply: SegmentReply = {
	candidates: [
		{ level: 1, score: 1, area: 1, bbox: [0, 0, 1, 1], segmentation: { size: [1, 1], counts: '01' } },
	],
	first: 0,
	pack: 'a-pack',
};

describe('the line that says what to do', () => {
	it('names the keys of an open ladder', () => {
		expect(hint({ ...initialState, ladder: openLadder(reply) })).toMatch(/Enter: keep/);
	});

	it('names them all where the model has something to say, which is said elsewhere', () => {
		const note = 'A Model knows no negative points: what it finds there is cut out of the masks.';
		const ladder = openLadder({ ...reply, note });
		expect(ladder.note).toBe(note);
		expect(hint({ ...initialState, ladder })).toBe(hint({ ...initialState, ladder: openLadder(reply) }));
	});
});
