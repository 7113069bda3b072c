/** Random numbers that a seed repeats (mulberry32), and what the fuzz targets make of them. */
export class Random {
	constructor(private state: number) {}

	/** From 0 to 1, without 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 to `count` − 1. */
	below(count: number): number {
		return Math.floor(this.next() * count);
	}

	pick<T>(values: readonly T[]): T {
		return values[this.below(values.length)]!;
	}

	/** Bytes with some of them changed, cut out, doubled or cut off. */
	mutateBytes(bytes: Uint8Array): Buffer {
		let result = Buffer.from(bytes);
		for (let times = 1 + this.below(8); times > 0; times--) {
			const at = this.below(result.length + 1);
			const length = this.below(this.pick([2, 16, 256]));
			const [before, after] = [result.subarray(0, at), result.subarray(at)];
			switch (this.below(6)) {
				case 0:
					result = Buffer.concat([before, after.subarray(length)]);
					break;
				case 1:
					result = Buffer.concat([before, after.subarray(0, length), after]);
					break;
				case 2:
					if (this.below(4) === 0) result = before;
					break;
				case 3:
					if (at + 4 <= result.length) result.writeUInt32LE(this.pick(extremes), at);
					break;
				default:
					if (at < result.length) result[at] = this.pick([0, 1, 127, 128, 255, this.below(256)]);
			}
		}
		return result;
	}

	/** A JSON value with one of its parts replaced, removed or doubled, a few times. */
	mutateJson(value: unknown): unknown {
		let result = structuredClone(value);
		for (let times = 1 + this.below(3); times > 0; times--) result = this.mutatePart(result);
		return result;
	}

	private mutatePart(value: unknown): unknown {
		if (typeof value !== 'object' || value === null || this.below(6) === 0) return this.pick(oddValues);
		if (Array.isArray(value)) {
			const at = this.below(value.length);
			const change = this.below(5);
			if (value.length === 0 || change === 0) return [...value, this.pick(oddValues)];
			if (change === 1) return value.toSpliced(at, 1);
			if (change === 2) return value.toSpliced(at, 0, value[at]);
			return value.with(at, this.mutatePart(value[at]));
		}
		const keys = Object.keys(value);
		const key = this.pick(keys.length === 0 ? ['id'] : keys);
		const { [key]: inner, ...rest } = value as Record<string, unknown>;
		const change = this.below(6);
		if (change === 0) return rest;
		if (change === 1) return { ...value, [this.pick(['__proto__', 'constructor', 'extra', ''])]: inner };
		return { ...value, [key]: this.mutatePart(inner) };
	}
}

const extremes = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xffff, 65_536, 16_777_216];

/** Values that are not what a key should have, most of the time. */
const oddValues: readonly unknown[] = [
	null,
	true,
	0,
	-1,
	1,
	0.5,
	2 ** 31,
	2 ** 53,
	1e308,
	-1e308,
	'',
	'a',
	'[x](command:workbench.action.quit)',
	'../../../etc/passwd',
	'\u0000\n\u2028',
	'x'.repeat(10_000),
	[],
	{},
	[[]],
	[0, 0, 0, 0],
	[-5, 1e9, 3, Number.MAX_VALUE],
];
