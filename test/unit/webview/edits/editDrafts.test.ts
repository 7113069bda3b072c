import { beforeEach, describe, expect, it } from 'vitest';
import type { ImageEdit } from '../../../../src/shared/imageEdits/imageEdit';
import { EditDrafts } from '../../../../webview/edits/editDrafts';
import { initialState, type State } from '../../../../webview/store';

const blur = (sigma: number): ImageEdit => ({ type: 'blur', sigma, softness: 2 });

/** A host that answers when it is told to, and the page's state. */
const answers: (() => void)[] = [];
let state: State;
let drafts: EditDrafts;

const documentComes = (...edits: readonly { readonly id: number; readonly sigma: number }[]) => {
	const imageEdits = edits.map(({ id, sigma }) => ({ id, of: 'all' as const, edit: blur(sigma) }));
	state = { ...state, document: { ...state.document, imageEdits } };
	drafts.documentChanged();
};

beforeEach(() => {
	answers.length = 0;
	state = initialState;
	const store = {
		get state() {
			return state;
		},
		set: (change: Partial<State>) => {
			state = { ...state, ...change };
		},
	};
	drafts = new EditDrafts(store, () => new Promise((resolve) => answers.push(resolve)));
	documentComes({ id: 1, sigma: 5 });
});

describe('an edit that was changed', () => {
	it('stays as it is while the host has not answered, whatever document comes', () => {
		drafts.change(1, blur(9));
		documentComes({ id: 1, sigma: 5 }, { id: 2, sigma: 1 });
		expect(state.editDraft).toEqual({ id: 1, edit: blur(9) });
	});

	it('is the document’s again once the host has answered', async () => {
		drafts.change(1, blur(9));
		documentComes({ id: 1, sigma: 9 });
		answers[0]!();
		await Promise.resolve();
		expect(state.editDraft).toBeNull();
	});

	it('stays when an earlier change is answered', async () => {
		drafts.change(1, blur(9));
		drafts.change(1, blur(12));
		answers[0]!();
		await Promise.resolve();
		expect(state.editDraft).toEqual({ id: 1, edit: blur(12) });
	});

	it('goes with its step', () => {
		drafts.show({ id: 1, edit: blur(9) });
		documentComes({ id: 2, sigma: 1 });
		expect(state.editDraft).toBeNull();
	});
});
