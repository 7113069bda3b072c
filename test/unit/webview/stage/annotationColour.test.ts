import { describe, expect, it } from 'vitest';
import { annotationColour } from '../../../../webview/stage/annotationColour';

const categories = [
	{ id: 1, name: 'uncategorised', kind: 'object' },
	{ id: 2, name: 'mug', kind: 'object' },
] as const;
const colourOf = (id: number, categoryId: number) => annotationColour({ id, categoryId }, categories);

describe('the colour of a kept mask', () => {
	it('is its category’s', () => {
		expect(colourOf(1, 2)).toBe(colourOf(7, 2));
		expect(colourOf(1, 2)).not.toBe(colourOf(1, 3));
	});

	it('is its own where nobody has named it yet', () => {
		const colours = [3, 4, 5, 6].map((id) => colourOf(id, 1));
		expect(new Set(colours).size).toBe(4);
	});
});
