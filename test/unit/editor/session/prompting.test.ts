import { beforeEach, describe, expect, it } from 'vitest';
import { Prompting } from '../../../../src/editor/session/prompting';
import type { LevelsReply, LevelsRequest } from '../../../../src/editor/session/promptingPort';
import type { Candidate } from '../../../../src/shared/candidate';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox } from '../../../../src/shared/mask/runLengths';
import type { Prompt } from '../../../../src/shared/prompt';
import { box as rectangle } from '../../shared/annotations/annotationSets';

const point = (x: number, positive = true): Prompt => ({ type: 'point', x, y: 1, positive });
const box: Prompt = { type: 'box', x0: 0, y0: 0, x1: 9, y1: 9 };

function candidate(level: number, size = level * 2): Candidate {
	const mask = rectangle(0, 0, size, size);
	return { level, score: 1, area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
}

const reply = (count = 3, first = 1): LevelsReply => ({
	candidates: Array.from({ length: count }, (_, i) => candidate(i + 1)),
	first,
	pack: 'a-pack',
});

interface Asked extends LevelsRequest {
	readonly signal: AbortSignal;
	resolve(answer: LevelsReply): Promise<void>;
	reject(error: Error): Promise<void>;
}

let asked: Asked[];
let levelOnly: boolean[];
let prompting: Prompting;

beforeEach(() => {
	asked = [];
	levelOnly = [];
	prompting = new Prompting({
		ask: (request, signal) =>
			new Promise((resolve, reject) => {
				const settled = async () => void (await new Promise((done) => setImmediate(done)));
				asked.push({
					...request,
					signal,
					resolve: (answer) => {
						resolve(answer);
						return settled();
					},
					reject: (error) => {
						reject(error);
						return settled();
					},
				});
			}),
		changed: (_, only) => levelOnly.push(only !== undefined),
		messages: { nothingFound: 'No mask there.', positiveFirst: 'Click the thing first.' },
	});
});

/** Clicks, and has the model answer. */
async function click(prompt: Prompt, answer = reply()): Promise<void> {
	prompting.add(prompt, false);
	await asked.at(-1)!.resolve(answer);
}

const shownLevel = () => prompting.state.levels?.candidates[prompting.state.levels.shown]?.level;

describe('prompts are never lost', () => {
	it('by an answer without a mask: the last good ones come back, with a sentence', async () => {
		await click(point(1));
		await click(point(2), reply(0));
		expect(prompting.state).toMatchObject({ prompts: [point(1)], problem: 'No mask there.', waiting: false });
		expect(prompting.state.levels?.candidates).toHaveLength(3);
	});

	it('by an error, not even the first one’s answer', async () => {
		await click(point(1));
		prompting.add(point(2), false);
		await asked[1]!.reject(new Error('The inference process ended.'));
		expect(prompting.state).toMatchObject({ prompts: [point(1)], problem: 'The inference process ended.' });
		expect(shownLevel()).toBe(2);
	});

	it('by a negative click before there is anything to take away from', async () => {
		prompting.add(point(1, false), false);
		expect(asked).toHaveLength(0);
		expect(prompting.state).toMatchObject({ prompts: [], problem: 'Click the thing first.' });
	});

	it('by a late answer to a click that another one has followed', async () => {
		prompting.add(point(1), false);
		prompting.add(point(2), false);
		expect(asked[0]!.signal.aborted).toBe(true);
		await asked[0]!.resolve(reply(6));
		expect(prompting.state.waiting).toBe(true);
		await asked[1]!.resolve(reply(2));
		expect(prompting.state.levels?.candidates).toHaveLength(2);
	});

	it('by another model that finds nothing', async () => {
		await click(point(1));
		prompting.askAgain();
		await asked[1]!.resolve(reply(0));
		expect(prompting.state).toMatchObject({ prompts: [point(1)], problem: 'No mask there.' });
	});

	it('where the second of two quick clicks fails, and the first has not been answered', async () => {
		prompting.add(point(1), false);
		prompting.add(point(2), false);
		await asked[1]!.reject(new Error('No.'));
		expect(prompting.state).toMatchObject({ prompts: [point(1)], problem: 'No.', waiting: true });
		await asked[2]!.resolve(reply());
		expect(prompting.state).toMatchObject({ prompts: [point(1)], waiting: false });
	});
});

describe('undo and redo', () => {
	it('take the last click back and bring it again, without asking the model', async () => {
		await click(point(1));
		prompting.show(3);
		await click(point(2), reply(2, 0));
		prompting.undo();
		expect(prompting.state.prompts).toEqual([point(1)]);
		expect(shownLevel()).toBe(3);
		prompting.redo();
		expect(prompting.state.prompts).toEqual([point(1), point(2)]);
		expect(shownLevel()).toBe(1);
		expect(asked).toHaveLength(2);
	});

	it('take back all clicks, one by one, and bring all again', async () => {
		for (const x of [1, 2, 3]) await click(point(x));
		for (let i = 0; i < 3; i++) prompting.undo();
		expect(prompting.isOpen).toBe(false);
		expect(prompting.canRedo).toBe(true);
		for (let i = 0; i < 3; i++) prompting.redo();
		expect(prompting.state.prompts).toHaveLength(3);
		expect(prompting.canRedo).toBe(false);
	});

	it('take back a click that is still being answered, and ask for it when it is brought again', async () => {
		await click(point(1));
		prompting.add(point(2), false);
		prompting.undo();
		expect(asked[1]!.signal.aborted).toBe(true);
		expect(prompting.state).toMatchObject({ prompts: [point(1)], waiting: false });
		prompting.redo();
		await asked[2]!.resolve(reply(2));
		expect(prompting.state.prompts).toEqual([point(1), point(2)]);
	});

	it('take back one of two quick clicks', async () => {
		prompting.add(point(1), false);
		prompting.add(point(2), false);
		prompting.undo();
		await asked.at(-1)!.resolve(reply());
		expect(prompting.state.prompts).toEqual([point(1)]);
		expect(prompting.canRedo).toBe(true);
	});

	it('forget what was undone when something else happens', async () => {
		await click(point(1));
		prompting.undo();
		prompting.forgetUndone();
		expect(prompting.canRedo).toBe(false);
		await click(point(2));
		prompting.undo();
		await click(point(3));
		prompting.redo();
		expect(prompting.state.prompts).toEqual([point(3)]);
	});
});

describe('a click beside open levels', () => {
	it('corrects the mask on show, which stays near to what was chosen', async () => {
		await click(point(1));
		prompting.add(point(2, false), false);
		expect(asked[1]!.maskPrompt).toEqual({ segmentation: candidate(2).segmentation, isChosen: false });
		await asked[1]!.resolve(reply());
		prompting.show(3);
		prompting.add(point(3, false), false);
		expect(asked[2]!.maskPrompt).toEqual({ segmentation: candidate(3).segmentation, isChosen: true });
		await asked[2]!.resolve(reply());
		prompting.add(point(4), false);
		expect(asked[3]!.maskPrompt?.isChosen).toBe(true);
	});

	it('with Ctrl begins anew; undo brings the former levels back', async () => {
		await click(point(1));
		prompting.add(point(2), true);
		expect(prompting.state).toMatchObject({ prompts: [point(2)], levels: null });
		expect(asked[1]!.maskPrompt).toBeUndefined();
		await asked[1]!.resolve(reply(1, 0));
		prompting.undo();
		expect(prompting.state.prompts).toEqual([point(1)]);
	});

	it('a new box takes the place of the old one and corrects nothing', async () => {
		await click(box);
		prompting.add({ ...box, x1: 5 }, false);
		expect(asked[1]!.prompts).toEqual([{ ...box, x1: 5 }]);
		expect(asked[1]!.maskPrompt).toBeUndefined();
	});
});

describe('waiting for the complete levels', () => {
	it('means the mask that was seen', async () => {
		prompting.add(point(1), false);
		prompting.showFirst([point(1)], { ...candidate(1), segmentation: candidate(3).segmentation });
		const complete = prompting.whenComplete();
		await asked[0]!.resolve(reply());
		expect(await complete).toBe(prompting.levels);
		expect(shownLevel()).toBe(3);
	});

	it('is over at once where they are there', async () => {
		await click(point(1));
		expect(await prompting.whenComplete()).toBe(prompting.levels);
	});

	it('ends without them when the prompts are cleared, others follow, or something goes wrong', async () => {
		const ends: unknown[] = [];
		for (const end of [
			() => prompting.clear(),
			() => prompting.undo(),
			() => prompting.add(point(2), false),
			() => asked.at(-1)!.reject(new Error('No.')),
		]) {
			prompting.add(point(1), true);
			const complete = prompting.whenComplete();
			await end();
			ends.push(await complete);
		}
		expect(ends).toEqual([undefined, undefined, undefined, undefined]);
	});
});

it('shows another level without sending the masks again', async () => {
	await click(point(1));
	levelOnly.length = 0;
	expect(prompting.show(1)).toBe(true);
	prompting.stepLevel(1);
	prompting.stepLevel(-1);
	prompting.stepLevel(-1);
	expect(shownLevel()).toBe(1);
	expect(prompting.show(7)).toBe(false);
	expect(levelOnly).toEqual([true, true, true]);
});

it('does not show a first mask of other prompts', () => {
	prompting.add(point(1), false);
	prompting.showFirst([point(2)], candidate(1));
	expect(prompting.state.levels).toBeNull();
});
