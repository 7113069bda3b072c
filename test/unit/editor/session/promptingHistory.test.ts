import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../../../src/shared/prompt';
import fc from '../../fastCheck';
import { candidate, FakeModel, levels, point } from './fakeModel';

type Act = 'add' | 'anew' | 'undo' | 'redo' | 'answer' | 'answerNothing' | 'fail' | 'askAgain' | 'step';

/** What a user expects: clicks one after another, of which the last can be taken back and brought again. */
class Expected {
	done: Prompt[][] = [];
	undone: Prompt[][] = [];

	get present(): readonly Prompt[] {
		return this.done.at(-1) ?? [];
	}
}

const acts = fc.array(
	fc.constantFrom<Act>(
		...(['add', 'anew', 'undo', 'redo', 'answer', 'answerNothing', 'fail', 'askAgain', 'step'] as const),
	),
	{ maxLength: 25 },
);

describe('while the prompts are asked of another model', () => {
	it('undo and redo go on', async () => {
		const model = new FakeModel();
		const { prompting } = model;
		for (const x of [1, 2]) {
			prompting.add(point(x), false);
			await model.last.answer(levels(10, 20));
		}
		prompting.askAgain();
		prompting.undo();
		expect(prompting.state.prompts).toEqual([point(1)]);
		prompting.undo();
		expect(prompting.state).toMatchObject({ prompts: [], waiting: false });
		prompting.redo();
		prompting.redo();
		expect(prompting.state).toMatchObject({ prompts: [point(1), point(2)], waiting: true });
	});
});

describe('prompts that begin anew', () => {
	it('are no correction of what was chosen before, also while only their first mask is known', async () => {
		const model = new FakeModel();
		const { prompting } = model;
		prompting.add(point(1), false);
		await model.last.answer(levels(10, 20, 30));
		prompting.show(3);
		prompting.add(point(2), false);
		await model.last.answer(levels(10, 20, 30));
		expect(model.last.request.maskPrompt?.isChosen).toBe(true);
		prompting.add(point(50), true);
		prompting.showFirst([point(50)], candidate(7));
		prompting.add(point(51), false);
		expect(model.last.request.maskPrompt).toEqual({
			segmentation: candidate(7).segmentation,
			isChosen: false,
		});
	});
});

it('in any order of clicks, undo, redo, answers and failures no click is lost that was answered or is waited for', async () => {
	await fc.assert(
		fc.asyncProperty(acts, async (order) => {
			const model = new FakeModel();
			const { prompting } = model;
			const expected = new Expected();
			/** The click that a failing answer would take back. */
			let unanswered: { readonly undoneBefore: Prompt[][] } | undefined;
			let clicks = 0;
			for (const act of order) {
				const open = model.open;
				if (act === 'add' || act === 'anew') {
					const prompt = point(++clicks);
					unanswered = { undoneBefore: unanswered ? [] : expected.undone };
					expected.done.push(act === 'anew' ? [prompt] : [...expected.present, prompt]);
					expected.undone = [];
					prompting.add(prompt, act === 'anew');
				} else if (act === 'undo') {
					const taken = expected.done.pop();
					if (taken) expected.undone.push(taken);
					unanswered = undefined;
					prompting.undo();
				} else if (act === 'redo') {
					// A new click that is being answered is the end of what was undone.
					const again = unanswered ? undefined : expected.undone.pop();
					if (again) expected.done.push(again);
					prompting.redo();
				} else if (act === 'answer') {
					if (open) unanswered = undefined;
					await open?.answer(levels(10, 20));
				} else if (act === 'answerNothing' || act === 'fail') {
					if (open && unanswered) {
						expected.done.pop();
						expected.undone = unanswered.undoneBefore;
						unanswered = undefined;
					}
					await (act === 'fail' ? open?.fail('It failed.') : open?.answer(levels()));
				} else if (act === 'askAgain') prompting.askAgain();
				else prompting.stepLevel(1);
				expectSame(prompting.state.prompts, expected.present);
			}
			// All that was clicked and not taken back can be taken back one by one, and brought again.
			const depth = expected.done.length;
			for (let i = depth; i > 0; i--) {
				expectSame(prompting.state.prompts, expected.done[i - 1]!);
				prompting.undo();
			}
			expectSame(prompting.state.prompts, []);
			for (let i = 0; i < depth; i++) {
				prompting.redo();
				expectSame(prompting.state.prompts, expected.done[i]!);
				await model.open?.answer(levels(10));
			}
		}),
		{ numRuns: 500 },
	);
});

function expectSame(actual: readonly Prompt[], wanted: readonly Prompt[]): void {
	const [is, should] = [actual, wanted].map((prompts) => JSON.stringify(prompts));
	if (is !== should) throw new Error(`Prompts are ${is} and should be ${should}`);
}
