import { beforeEach, describe, expect, it } from 'vitest';
import { Keeping, type NamedLevel } from '../../../../src/editor/session/keeping';
import { savedLevels } from '../../../../src/editor/session/savedLevels';
import type { Annotation, AnnotationSet } from '../../../../src/shared/annotations/annotation';
import {
	addAnnotations,
	applyEdit,
	type CategoryName,
	type NewAnnotation,
	type ReplacedMask,
	replaceMask,
} from '../../../../src/shared/annotations/annotationEdits';
import type { Candidate } from '../../../../src/shared/candidate';
import type { DocumentState } from '../../../../src/shared/protocol/editorProtocol';
import { candidate, FakeModel, levels, point } from './fakeModel';

const otter: CategoryName = { name: 'otter', kind: 'object' };

/** The user, who is asked for names, and the document. */
class FakeUser {
	set: DocumentState & AnnotationSet = { annotations: [], categories: [] };
	readonly selected: number[] = [];
	/** The question for a name that is open. */
	question:
		| { readonly mask: Candidate | undefined; answer(name: CategoryName | undefined): Promise<void> }
		| undefined;
	namesOfAll: readonly NamedLevel[] | undefined;

	get document(): DocumentState {
		return this.set;
	}

	nameShown(mask: Candidate | undefined, signal: AbortSignal): Promise<CategoryName | undefined> {
		return new Promise((resolve) => {
			const end = (name: CategoryName | undefined) => {
				this.question = undefined;
				resolve(name);
				return settled();
			};
			this.question = { mask, answer: end };
			signal.addEventListener('abort', () => void end(undefined));
		});
	}

	async nameAll(): Promise<readonly NamedLevel[] | undefined> {
		return this.namesOfAll;
	}

	add(annotations: readonly NewAnnotation[]): void {
		this.set = applyEdit(this.set, addAnnotations(this.set, annotations));
	}

	replace(id: number, mask: ReplacedMask): void {
		this.set = applyEdit(this.set, replaceMask(this.set, id, mask));
	}

	selectExisting({ id }: Annotation): void {
		this.selected.push(id);
	}
}

const settled = async () => void (await new Promise((resolve) => setImmediate(resolve)));

let model: FakeModel;
let user: FakeUser;
let keeping: Keeping;

beforeEach(() => {
	model = new FakeModel();
	user = new FakeUser();
	keeping = new Keeping(model.prompting, user);
});

const areas = () => user.set.annotations.map(({ area }) => area);

/** Clicks, and has the model answer with levels of 10, 20 and 30 pixels. */
async function click(x: number): Promise<void> {
	keeping.afterSaving(() => model.prompting.add(point(x), false));
	await model.last.answer(levels(10, 20, 30));
}

describe('keeping the level on show', () => {
	it('asks for its name, adds it with all levels, and clears the clicks', async () => {
		await click(1);
		model.prompting.show(2);
		const kept = keeping.keep('shown');
		expect(user.question?.mask?.area).toBe(20);
		await user.question!.answer(otter);
		await kept;
		expect(user.set.annotations).toMatchObject([{ area: 20, level: 2, prompts: [point(1)], pack: 'a-pack' }]);
		expect(user.set.annotations[0]?.ladder).toHaveLength(3);
		expect(model.prompting.isOpen).toBe(false);
	});

	it('leaves everything as it is where the user presses Escape', async () => {
		await click(1);
		const kept = keeping.keep('shown');
		await user.question!.answer(undefined);
		await kept;
		expect(areas()).toEqual([]);
		expect(model.prompting.state.prompts).toEqual([point(1)]);
	});

	it('selects the annotation that it is already, and asks nothing', async () => {
		for (const again of [false, true]) {
			await click(1);
			const kept = keeping.keep('shown');
			await user.question?.answer(otter);
			await kept;
			expect(user.selected).toEqual(again ? [1] : []);
		}
		expect(areas()).toEqual([10]);
		expect(model.prompting.isOpen).toBe(false);
	});

	it('refuses where the document is read-only', async () => {
		await click(1);
		user.set = { ...user.set, readOnlyReason: 'The file is newer.' };
		await expect(keeping.keep('shown')).rejects.toThrow('The file is newer.');
		expect(model.prompting.state.prompts).toEqual([point(1)]);
	});
});

describe('keeping what was corrected', () => {
	beforeEach(async () => {
		await click(1);
		const kept = keeping.keep('shown');
		await user.question!.answer(otter);
		await kept;
		model.prompting.begin(savedLevels(user.set.annotations[0]!));
	});

	it('gives it back under its id and name, without asking', async () => {
		expect(model.prompting.state).toMatchObject({ target: 1, prompts: [point(1)] });
		model.prompting.add(point(2, false), false);
		await model.last.answer(levels(11, 21));
		await keeping.keep('shown');
		expect(user.question).toBeUndefined();
		expect(user.set.annotations).toMatchObject([{ id: 1, categoryId: 1, area: 11 }]);
		expect(user.set.annotations[0]!.prompts).toHaveLength(2);
		expect(model.prompting.isOpen).toBe(false);
	});

	it('has its other levels within reach', async () => {
		model.prompting.show(3);
		await keeping.keep('shown');
		expect(user.set.annotations).toMatchObject([{ id: 1, area: 30, level: 3 }]);
	});

	it('changes nothing where nothing was corrected', async () => {
		const before = user.set;
		await keeping.keep('shown');
		expect(user.set).toBe(before);
		expect(model.prompting.isOpen).toBe(false);
	});

	it('keeps a new one under a name where the old one has gone meanwhile', async () => {
		model.prompting.forgetTarget();
		model.prompting.add(point(2, false), false);
		await model.last.answer(levels(13, 21));
		user.set = { annotations: [], categories: [] };
		const kept = keeping.keep('shown');
		await user.question!.answer(otter);
		await kept;
		expect(areas()).toEqual([13]);
	});
});

describe('keeping before the levels are complete', () => {
	beforeEach(() => {
		model.prompting.add(point(1), false);
		model.prompting.showFirst([point(1)], candidate(20));
	});

	it('asks for the name at once, and keeps the mask that was on show when the levels come', async () => {
		const kept = keeping.keep('shown');
		expect(user.question?.mask?.area).toBe(20);
		await user.question!.answer(otter);
		expect(areas()).toEqual([]);
		await model.last.answer(levels(10, 21, 30));
		await kept;
		expect(areas()).toEqual([21]);
		expect(model.prompting.isOpen).toBe(false);
	});

	it('keeps it also where the levels come while the name is typed', async () => {
		const kept = keeping.keep('shown');
		await model.last.answer(levels(10, 21, 30));
		await user.question!.answer(otter);
		await kept;
		expect(areas()).toEqual([21]);
	});

	it('is not lost to a click that follows at once: that one begins anew after it', async () => {
		const kept = keeping.keep('shown');
		await user.question!.answer(otter);
		keeping.afterSaving(() => model.prompting.add(point(50), false));
		expect(model.questions).toHaveLength(1);
		await model.last.answer(levels(10, 20, 30));
		await kept;
		await settled();
		expect(areas()).toEqual([20]);
		expect(model.last.request.prompts).toEqual([point(50)]);
	});

	it('keeps it also where the model is asked again before its levels come', async () => {
		model.prompting.add(point(1), false);
		const kept = keeping.keep('shown');
		await user.question?.answer(otter);
		// As after a restart of the inference process, or another model.
		model.prompting.askAgain();
		await model.last.answer(levels(10, 20, 30));
		await kept;
		expect(areas()).toHaveLength(1);
	});

	it('ends the question where the model fails, and says why', async () => {
		const kept = keeping.keep('shown');
		await model.last.fail('It failed.');
		await kept;
		expect(user.question).toBeUndefined();
		expect(areas()).toEqual([]);
		expect(model.prompting.state.problem).toBe('It failed.');
		// Later clicks are taken as ever.
		await click(2);
		expect(model.prompting.state.prompts).toEqual([point(2)]);
	});

	it('waits with all levels until they are there', async () => {
		user.namesOfAll = [
			{ level: candidate(30, 3), category: otter },
			{ level: candidate(10, 1), category: { name: 'head', kind: 'part' } },
		];
		const kept = keeping.keep('all');
		await model.last.answer(levels(10, 20, 30));
		await kept;
		expect(areas()).toEqual([30, 10]);
		expect(model.prompting.isOpen).toBe(false);
	});
});
