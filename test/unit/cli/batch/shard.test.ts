import { describe, expect, it } from 'vitest';
import { isInShard, shardOf } from '../../../../src/cli/batch/shard';
import fc from '../../fastCheck';

describe('shards', () => {
	it('every image is in exactly one of them', () => {
		fc.assert(
			fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (key, count) => {
				const own = Array.from({ length: count }, (_, index) => isInShard(key, { index, count }));
				expect(own.filter(Boolean)).toHaveLength(1);
			}),
		);
	});

	it('of many images each gets about as many', () => {
		const keys = Array.from({ length: 2000 }, (_, i) => `set/${i}.jpg`);
		const counts = [0, 1, 2, 3].map(
			(index) => keys.filter((key) => isInShard(key, { index, count: 4 })).length,
		);
		for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(80);
	});

	it('stay as they are in later versions: machines with different ones may share a folder', () => {
		const found = ['a.jpg', 'b.jpg', 'set/c.jpg', 'über.png'].map((key) =>
			[0, 1, 2, 3].find((index) => isInShard(key, { index, count: 4 })),
		);
		expect(found).toEqual([2, 0, 1, 3]);
	});

	it('a letter with an accent is the same however the file system writes it', () => {
		const shard = { index: 1, count: 7 };
		for (const name of ['über.png', 'é/è.png', 'Å.tif', 'ñandú.jpg', 'ô.gif', 'ç.png', 'ā.png', 'ž.png']) {
			expect(isInShard(name.normalize('NFD'), shard)).toBe(isInShard(name.normalize('NFC'), shard));
		}
	});

	it('are named from 1 on', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }), (a, b) => {
				const [index, count] = [Math.min(a, b), Math.max(a, b)];
				expect(shardOf(`${index}/${count}`)).toEqual({ index: index - 1, count });
			}),
		);
		for (const text of ['0/4', '5/4', '1', '1/0', '-1/4', '1/4/2', 'a/b', '', '1.5/4']) {
			expect(() => shardOf(text)).toThrow(
				`Expected a shard such as 1/4, the first of four, but received ${text}.`,
			);
		}
	});
});
