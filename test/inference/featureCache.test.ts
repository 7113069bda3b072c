import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FeatureCache } from '../../src/inference/features/featureCache';
import { parseFeatures, serializeFeatures } from '../../src/inference/features/featureFile';
import { temporaryFolder } from './support';

let folder: string;
let problems: string[];

beforeEach(async () => {
	folder = path.join(await temporaryFolder(), 'features');
	problems = [];
});

const cacheOf = (diskBytes = 1e6, memoryBytes = 1e6) =>
	new FeatureCache({ folder, diskBytes, memoryBytes, onProblem: (sentence) => problems.push(sentence) });

/** 4000 bytes of features. */
const features = (value: number) => ({ f: { data: new Float32Array(1000).fill(value), dims: [1, 10, 100] } });

async function added(cache: FeatureCache, key: string, value: number): Promise<void> {
	cache.add(key, features(value));
	await cache.written();
	// Times of last use, apart from each other on every file system.
	const time = new Date(Date.now() - 1e6 + value * 1000);
	await utimes(path.join(folder, `${key}.features`), time, time).catch(() => undefined);
}

describe('the feature cache', () => {
	it('gives back what it was given, from memory and from disk, bit by bit', async () => {
		const cache = cacheOf();
		await added(cache, 'a', Math.PI);
		expect(cache.inMemory('a')).toEqual(features(Math.PI));
		expect(await cacheOf().fromDisk('a')).toEqual(features(Math.PI));
		expect(await cacheOf().fromDisk('b')).toBeUndefined();
	});

	it('reads names of tensors in any script', () => {
		for (const name of ['a', 'é', '特征', 'карта', '🗺']) {
			const whole = { [name]: { data: Float32Array.of(1, 2, 3), dims: [3] } };
			expect(parseFeatures(Buffer.concat(serializeFeatures(whole)))).toEqual(whole);
		}
	});

	it('holds no more in memory than it may, oldest out first', () => {
		const cache = cacheOf(0, 10_000);
		for (const key of ['a', 'b', 'c']) cache.add(key, features(1));
		expect(['a', 'b', 'c'].map((key) => cache.inMemory(key) !== undefined)).toEqual([false, true, true]);
	});

	it('holds no more on disk than it may: what was used longest ago goes', async () => {
		const cache = cacheOf(9000);
		await added(cache, 'a', 1);
		await added(cache, 'b', 2);
		// Read again, so `b` is the oldest by now.
		await cacheOf(9000).fromDisk('a');
		await added(cache, 'c', 3);
		expect((await readdir(folder)).sort()).toEqual(['a.features', 'c.features']);
	});

	it('writes nothing that does not fit at all', async () => {
		await added(cacheOf(100), 'a', 1);
		await expect(readdir(folder)).rejects.toThrow('ENOENT');
	});

	it('clears away what a killed process left half-written, not what another is writing', async () => {
		const cache = cacheOf();
		await added(cache, 'a', 1);
		const old = path.join(folder, 'x.features.0123.tmp');
		const young = path.join(folder, 'y.features.4567.tmp');
		for (const file of [old, young]) await writeFile(file, 'half');
		const longAgo = new Date(Date.now() - 2 * 3_600_000);
		await utimes(old, longAgo, longAgo);
		await added(cache, 'b', 2);
		expect((await readdir(folder)).sort()).toEqual(['a.features', 'b.features', path.basename(young)]);
	});

	it('removes a damaged file and says so', async () => {
		const cache = cacheOf();
		await added(cache, 'a', 1);
		await writeFile(path.join(folder, 'a.features'), 'STRF and so on, but not whole');
		expect(await cacheOf().fromDisk('a')).toBeUndefined();
		expect(problems).toHaveLength(1);
		expect(await readdir(folder)).toEqual([]);
	});
});

describe('a feature file', () => {
	const bytes = Buffer.concat(
		serializeFeatures({ ...features(1), g: { data: Float32Array.of(2), dims: [1] } }),
	);

	it('holds several tensors, wherever its bytes lie in memory', () => {
		const shifted = new Uint8Array(bytes.length + 1).subarray(1);
		shifted.set(bytes);
		for (const file of [bytes, shifted]) {
			expect(parseFeatures(file)).toEqual({ ...features(1), g: { data: Float32Array.of(2), dims: [1] } });
		}
	});

	it('is not read where a byte is wrong or missing', () => {
		for (const at of [0, 5, 13, 20, 500, bytes.length - 1]) {
			const damaged = Uint8Array.from(bytes);
			damaged[at]! ^= 1;
			expect(parseFeatures(damaged)).toBeUndefined();
		}
		for (const length of [0, 3, 16, 40, bytes.length - 1])
			expect(parseFeatures(bytes.subarray(0, length))).toBeUndefined();
	});
});
