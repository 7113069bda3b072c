import { join } from 'node:path';
import { readText } from '../../dataset/readText';

/** The classes of the challenge, for folders that do not list their own. */
const challenge = [
	...['aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow'],
	...[
		'diningtable',
		'dog',
		'horse',
		'motorbike',
		'person',
		'pottedplant',
		'sheep',
		'sofa',
		'train',
		'tvmonitor',
	],
];

/** What the boundary of objects has in the challenge's maps. */
export const ignored = 255;

/** The name of each class number from 1 on, as `class_names.txt` or CVAT's `labelmap.txt` lists them. */
export async function vocNames(folder: string): Promise<readonly string[]> {
	const listed = await readText(join(folder, 'class_names.txt'));
	if (listed !== undefined) {
		const names = listed.split(/\r?\n/).filter((line) => line !== '');
		return names.filter((name) => name !== '__ignore__' && name !== '_background_').map(unescapeLine);
	}
	const labelmap = await readText(join(folder, 'labelmap.txt'));
	if (labelmap !== undefined) {
		const lines = labelmap.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
		return lines.map((line) => line.split(':')[0]!).filter((name) => name !== 'background');
	}
	return challenge;
}

/** The text of class_names.txt; a name stays on its line. */
export const classNamesText = (names: readonly string[]): string =>
	['__ignore__', '_background_', ...names.map(escapeLine)].map((line) => `${line}\n`).join('');

const escapeLine = (name: string) =>
	name.replace(/[\\\n\r]/g, (sign) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[sign]!);
const unescapeLine = (line: string) =>
	line.replace(/\\([\\nr])/g, (_, sign: string) => ({ '\\': '\\', n: '\n', r: '\r' })[sign]!);
