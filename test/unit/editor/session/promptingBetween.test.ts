import { beforeEach, describe, expect, it } from 'vitest';
import { Keeping } from '../../../../src/editor/session/keeping';
import type { NewAnnotation } from '../../../../src/shared/annotations/annotationEdits';
import type { Candidate } from '../../../../src/shared/candidate';
import { candidate, FakeModel, levels, point } from './fakeModel';

let model: FakeModel;
/** Ends the search for what else was found. */
let find: (masks: readonly Candidate[]) => Promise<void>;
let signal: AbortSignal;

const areas = () => model.prompting.state.levels?.candidates.map(({ area }) => area);
const shownArea = () => {
	const { levels } = model.prompting.state;
	return levels?.candidates[levels.shown]?.area;
};

/** Clicks, and has the model answer with levels of 10, 40 and 90 pixels, of which the second is shown first. */
async function click(x: number): Promise<void> {
	model.prompting.add(point(x), false);
	const between = (until: AbortSignal) =>
		new Promise<readonly Candidate[]>((resolve) => {
			signal = until;
			find = async (masks) => {
				resolve(masks);
				await new Promise((done) => setImmediate(done));
			};
		});
	await model.last.answer({ ...levels(10, 40, 90), first: 1, between });
}

beforeEach(async () => {
	model = new FakeModel();
	await click(1);
});

describe('what was found besides the levels', () => {
	it('is gone through without asking the model, and stepping goes back to the levels', async () => {
		const { prompting } = model;
		await find([candidate(70), candidate(20), candidate(50)]);
		const seen: unknown[] = [];
		for (let i = 0; i < 9; i++) {
			prompting.stepFound(1);
			seen.push(shownArea());
		}
		expect(seen).toEqual([50, 70, 90, 90, 90, 90, 90, 90, 90]);
		prompting.showFound(1);
		expect([shownArea(), areas()]).toEqual([20, [20, 40, 90]]);
		prompting.stepLevel(1);
		expect([shownArea(), areas()]).toEqual([40, [10, 40, 90]]);
		prompting.stepFound(-1);
		prompting.stepLevel(-1);
		expect(shownArea()).toBe(10);
		expect(model.questions).toHaveLength(1);
	});

	it('leaves the level that was chosen meanwhile', async () => {
		model.prompting.show(3);
		await find([candidate(50)]);
		expect(shownArea()).toBe(90);
		model.prompting.stepFound(-1);
		expect(shownArea()).toBe(50);
	});

	it('is not waited for once other prompts are given, and comes back with its own', async () => {
		const { prompting } = model;
		await find([candidate(50)]);
		prompting.showFound(2);
		await click(2);
		const late = find;
		prompting.add(point(3), false);
		expect(signal.aborted).toBe(true);
		await late([candidate(60)]);
		await model.last.answer(levels(5));
		expect(prompting.state.levels?.pool).toBeUndefined();
		prompting.undo();
		prompting.undo();
		expect([shownArea(), prompting.state.levels?.pool?.masks.length]).toEqual([50, 4]);
	});

	it('does not stand in the way of what was drawn', async () => {
		const { prompting } = model;
		prompting.draw(candidate(44));
		await find([candidate(50)]);
		expect([areas(), prompting.state.levels?.pool]).toEqual([[10, 44, 90], undefined]);
	});

	it('is missing where it cannot be had', async () => {
		model.prompting.add(point(2), false);
		await model.last.answer({ ...levels(10, 40), between: () => Promise.reject(new Error('gone')) });
		model.prompting.stepFound(1);
		expect([shownArea(), model.prompting.state.problem]).toEqual([40, null]);
	});

	it('is corrected as a chosen level is', async () => {
		await find([candidate(50)]);
		model.prompting.showFound(2);
		model.prompting.add(point(5), false);
		const { maskPrompt } = model.last.request;
		expect(maskPrompt).toEqual({ segmentation: candidate(50).segmentation, isChosen: true });
	});
});

describe('a mask between levels that is kept', () => {
	it('is the one that was named, though it was gone on from while its name was asked for', async () => {
		const { prompting } = model;
		await find([candidate(50), candidate(20)]);
		prompting.showFound(3);
		const added: NewAnnotation[] = [];
		const keeping = new Keeping(prompting, {
			document: { annotations: [], categories: [] },
			nameShown: async () => {
				prompting.showFound(2);
				return { name: 'otter', kind: 'object' };
			},
			nameAll: async () => undefined,
			replace: () => undefined,
			add: (annotations) => added.push(...annotations),
			selectExisting: () => undefined,
		});
		await keeping.keep('shown');
		expect(added).toMatchObject([{ level: 2, area: 50 }]);
		expect(prompting.isOpen).toBe(false);
	});

	it('is one of its levels', async () => {
		const { prompting } = model;
		await find([candidate(50)]);
		prompting.showFound(2);
		const added: NewAnnotation[] = [];
		const keeping = new Keeping(prompting, {
			document: { annotations: [], categories: [] },
			nameShown: async () => ({ name: 'otter', kind: 'object' }),
			nameAll: async () => undefined,
			replace: () => undefined,
			add: (annotations) => added.push(...annotations),
			selectExisting: () => undefined,
		});
		await keeping.keep('shown');
		const { segmentation } = candidate(50);
		expect(added).toMatchObject([
			{ level: 2, area: 50, segmentation, ladder: [{ level: 1 }, { level: 2, segmentation }, { level: 3 }] },
		]);
	});
});
