import { beforeEach, describe, expect, it } from 'vitest';
import { mayChange } from '../../../src/editor/mayChange';
import type { EditorSession } from '../../../src/editor/session/editorSession';
import { said } from './fakeVscode';

const sessionOf = (readOnlyReason?: string) =>
	({ document: { state: { ...(readOnlyReason !== undefined && { readOnlyReason }) } } }) as EditorSession;

beforeEach(() => void said.splice(0));

describe('a command about annotations', () => {
	it('goes on where there are some', () => {
		expect(mayChange(sessionOf(), [{}])).toBe(true);
		expect(said).toEqual([]);
	});

	it('says at once that nothing is selected', () => {
		expect(mayChange(sessionOf(), [])).toBe(false);
		expect(said).toEqual([
			'No mask is selected. Click a mask in the image, or a row of the Annotations view, and try again.',
		]);
	});

	it('says at once why nothing can be changed', () => {
		expect(mayChange(sessionOf('The file is damaged.'), [{}])).toBe(false);
		expect(said).toEqual(['The file is damaged.']);
	});
});
