import { createHash } from 'node:crypto';
import { InvalidArgumentError } from 'commander';

/** The part of a batch that one of `count` runs takes; `index` counts from 0. */
export interface Shard {
	readonly index: number;
	readonly count: number;
}

/** A shard as an option's value: `2/8` is the second of eight. */
export function shardOf(text: string): Shard {
	const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
	if (Number(index) >= 1 && Number(index) <= Number(count)) {
		return { index: Number(index) - 1, count: Number(count) };
	}
	throw new InvalidArgumentError(`Expected a shard such as 1/4, the first of four, but received ${text}.`);
}

/**
 * Whether an image belongs to a shard. Only its name decides: runs need not know of each other, and images that are
 * added or removed meanwhile do not move the others.
 *
 * @param key the image's path from the folder of the batch, with forward slashes
 */
export function isInShard(key: string, { index, count }: Shard): boolean {
	return createHash('sha256').update(key.normalize()).digest().readUInt32BE() % count === index;
}
