import { extname } from 'node:path';
import { stem } from './imageFiles';
import type { Losses } from './losses';

/** `name`, or with its split in front where another image has it: two splits may each have a 0001.jpg. */
export function uniqueName(name: string, split: string | undefined, names: Set<string>): string {
	const unique = names.has(name) ? `${split}/${name}` : name;
	names.add(unique);
	return unique;
}

/** Gives images names that differ without their extension too, since `a.png` and `a.jpg` would share `a.txt`. */
export class UniqueStems {
	private readonly taken = new Set<string>();

	constructor(private readonly losses: Losses) {}

	/** The name to write an image under; one that had to change is counted. */
	name(name: string): string {
		const extension = extname(name);
		let unique = stem(name);
		// Case is ignored: some file systems do.
		for (let i = 2; this.taken.has(unique.toLowerCase()); i++) unique = `${stem(name)}-${i}`;
		if (unique !== stem(name)) this.losses.add('filesRenamed');
		this.taken.add(unique.toLowerCase());
		return unique + extension;
	}
}
