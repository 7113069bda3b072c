import { createReadStream } from 'node:fs';

/**
 * The elements `tag` of an XML file as texts, one after another: a file of a whole dataset is too large to be parsed at
 * once. The text before the first is given to `onHead`.
 */
export async function* xmlElements(
	path: string,
	tag: string,
	onHead: (text: string) => void = () => undefined,
): AsyncGenerator<string> {
	const begin = new RegExp(`<${tag}[\\s/>]`);
	const end = `</${tag}>`;
	let text = '';
	let isHead = true;
	for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
		text += chunk;
		for (;;) {
			const start = text.search(begin);
			if (start < 0) break;
			const closing = text.indexOf('>', start);
			if (closing < 0) break;
			const isEmpty = text[closing - 1] === '/';
			const last = isEmpty ? closing + 1 : text.indexOf(end, closing) + end.length;
			if (last < end.length + closing && !isEmpty) break;
			if (isHead) onHead(text.slice(0, start));
			isHead = false;
			yield text.slice(start, last);
			text = text.slice(last);
		}
	}
	if (isHead) onHead(text);
}
