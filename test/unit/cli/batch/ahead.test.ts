import { describe, expect, it } from 'vitest';
import { ahead } from '../../../../src/cli/batch/ahead';
import fc from '../../fastCheck';

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
	yield* all;
}

describe('ahead', () => {
	it('gives the same elements in the same order', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.anything()), async (all) => {
				const given: unknown[] = [];
				for await (const one of ahead(each(all))) given.push(one);
				expect(given).toEqual(all);
			}),
		);
	});

	it('makes one element while the one before is used, and no more', async () => {
		let made = 0;
		async function* source() {
			for (let i = 1; i <= 5; i++) {
				made = i;
				yield i;
			}
		}
		for await (const one of ahead(source())) {
			await new Promise((resolve) => setImmediate(resolve));
			expect(made).toBe(Math.min(5, one + 1));
		}
	});

	it('throws what the source throws, after the elements before it', async () => {
		async function* source() {
			yield 1;
			throw new Error('broken');
		}
		const given: number[] = [];
		const use = async () => {
			for await (const one of ahead(source())) given.push(one);
		};
		await expect(use()).rejects.toThrow('broken');
		expect(given).toEqual([1]);
	});

	it('ends the source when nobody wants more, also where the next element fails', async () => {
		let isEnded = false;
		async function* source() {
			try {
				yield 1;
				yield 2;
				throw new Error('nobody asked');
			} finally {
				isEnded = true;
			}
		}
		for await (const one of ahead(source())) if (one === 2) break;
		expect(isEnded).toBe(true);
	});
});
