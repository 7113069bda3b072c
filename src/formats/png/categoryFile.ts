import type { Dataset } from '../../dataset/dataset';
import { vocPalette } from './pngFile';

/** The text of `categories.json`: which number stands for which category in a label map, and how it is coloured. */
export function categoryFile({ categories }: Dataset): string {
	const lines = categories.map(({ name, kind, isStuff }, i) => {
		const entry = { value: i + 1, name, kind, isthing: isStuff ? 0 : 1, color: vocPalette[(i + 1) % 256] };
		return `\n\t${JSON.stringify(entry)}`;
	});
	return `[${lines.join(',')}\n]\n`;
}
