import { describe, expect, it } from 'vitest';
import { repeatCoordinateFlags } from '../../src/cli/promptOptions';

describe('coordinates on the command line', () => {
	it.each([
		['--point 1,2 3,4 a.png', '--point 1,2 --point 3,4 a.png'],
		['a.png -p 1,2 3,4 -n 5,6 7,8', 'a.png -p 1,2 -p 3,4 -n 5,6 -n 7,8'],
		['--point 1,2 a.png 3,4', '--point 1,2 a.png 3,4'],
		['--box 1,2,3,4 --json 5,6', '--box 1,2,3,4 --json 5,6'],
		['--point -1,-2 -3.5,4 a', '--point -1,-2 --point -3.5,4 a'],
		['--point', '--point'],
		['--category 1,2 3,4', '--category 1,2 3,4'],
	])('%s are %s', (typed, meant) => {
		expect(repeatCoordinateFlags(typed.split(' ')).join(' ')).toBe(meant);
	});
});
