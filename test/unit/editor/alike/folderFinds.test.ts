import { describe, expect, it } from 'vitest';
import { FolderFinds } from '../../../../src/editor/alike/folderFinds';
import fc from '../../fastCheck';

const find = (likeness: number, name = '') => ({ likeness, name });
const likenesses = (finds: FolderFinds<{ readonly likeness: number }>) =>
	finds.all.map((one) => one.likeness);

describe('what a search through a folder has found', () => {
	it('is in the order of likeness, whatever image it comes from, and taken from the likeness on', () => {
		const finds = new FolderFinds(0.5, 10);
		finds.add([find(0.9), find(0.3)]);
		finds.add([find(0.6), find(0.2)]);
		expect(likenesses(finds)).toEqual([0.9, 0.6, 0.3, 0.2]);
		expect(finds.all.map((one) => finds.isTaken(one))).toEqual([true, true, false, false]);
		finds.minLikeness = 0.25;
		expect(finds.all.map((one) => finds.isTaken(one))).toEqual([true, true, true, false]);
	});

	it('stays taken or left out as the user said, when the likeness changes and when more is found', () => {
		const finds = new FolderFinds(0.5, 10);
		const [likest, least] = finds.add([find(0.9), find(0.1)]);
		finds.toggle(likest!.id);
		finds.toggle(least!.id);
		finds.minLikeness = 0;
		finds.minLikeness = 1;
		finds.add([find(1)]);
		expect(finds.all.map((one) => [one.likeness, finds.isTaken(one)])).toEqual([
			[1, true],
			[0.9, false],
			[0.1, true],
		]);
		finds.toggle(likest!.id);
		expect(finds.isTaken(likest!)).toBe(true);
	});

	it('goes when it is kept, and comes back as taken where it could not be', () => {
		const finds = new FolderFinds<ReturnType<typeof find>>(0.5, 10);
		finds.add([find(0.9, 'a'), find(0.6, 'b'), find(0.4, 'c')]);
		const taken = finds.take();
		expect(taken.map(({ name }) => name)).toEqual(['a', 'b']);
		expect(finds.all.map(({ name }) => name)).toEqual(['c']);
		finds.minLikeness = 0.95;
		finds.putBack([taken[1]!]);
		expect(finds.all.map((one) => [one.name, finds.isTaken(one)])).toEqual([
			['b', true],
			['c', false],
		]);
	});

	it('is no more than fits, the likest of all; what the user took stays', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), { maxLength: 6 }),
				fc.integer({ min: 1, max: 8 }),
				(images, most) => {
					const finds = new FolderFinds(0.5, most);
					for (const image of images) {
						const shown = finds.add(image.map((likeness) => find(likeness)));
						for (const one of shown) expect(finds.get(one.id)).toBe(one);
					}
					const all = images.flat().sort((a, b) => b - a);
					expect(likenesses(finds)).toEqual(all.slice(0, most));
				},
			),
		);
		const finds = new FolderFinds(0.5, 1);
		const [least] = finds.add([find(0.1, 'mine')]);
		finds.toggle(least!.id);
		finds.add([find(0.8), find(0.9)]);
		expect(likenesses(finds)).toEqual([0.9, 0.1]);
	});
});
