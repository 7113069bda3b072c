import { describe, expect, it } from 'vitest';
import { bitmapOf } from '../../../../src/inference/mask/bitmap';
import { deepestCell } from '../../../../src/inference/mask/deepestCell';

function deepestOf(...lines: readonly string[]) {
	const [columns, rows] = [lines[0]!.length, lines.length];
	const logits = Float32Array.from(lines.join(''), (cell) => (cell === '#' ? 1 : -1));
	return deepestCell(bitmapOf(logits, columns, columns, rows), { columns, rows });
}

describe('the deepest cell', () => {
	it('is the middle of what is inside', () => {
		expect(deepestOf('.......', '.#####.', '.#####.', '.#####.', '.#####.', '.#####.', '.......')).toEqual({
			column: 3,
			row: 3,
		});
	});

	it('lies in the thick part', () => {
		expect(deepestOf('........###', '###########', '........###')).toEqual({ row: 1, column: 9 });
	});

	it('takes the image’s edge for an outline', () => {
		expect(deepestOf('###.', '###.', '###.', '....')).toEqual({ column: 1, row: 1 });
	});

	it('is nowhere in an empty mask', () => {
		expect(deepestOf('...', '...')).toBeUndefined();
	});
});
