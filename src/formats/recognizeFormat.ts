import type { Format } from '../dataset/format';
import { formats } from './registry';

/** The format of that id. @throws RangeError where there is none */
export function formatNamed(id: string): Format {
	const found = formats.find(({ description }) => description.id === id);
	if (found) return found;
	throw new RangeError(`Expected a format of the registry but received ${id}`);
}

/** The first format that can read `source`, by its content; undefined where there is none. */
export async function recognizeFormat(source: string): Promise<Format | undefined> {
	for (const format of formats) {
		if (format.read && (await format.recognize?.(source))) return format;
	}
	return undefined;
}
