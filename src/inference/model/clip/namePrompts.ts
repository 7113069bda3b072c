import type { CategoryName } from '../../../shared/annotations/annotationEdits';
import { plainName } from '../../../shared/plainName';

/**
 * What a picture may show besides anything on the user's list: kinds of things, none of them a thing that one would
 * name. Without them, one of two names would have to be right for whatever is seen.
 */
const otherKinds = [
	...[
		'object',
		'thing',
		'person',
		'animal',
		'plant',
		'tree',
		'flower',
		'food',
		'drink',
		'vehicle',
		'building',
	],
	...['piece of furniture', 'machine', 'device', 'tool', 'toy', 'container', 'piece of clothing', 'fabric'],
	...['surface', 'wall', 'floor', 'sky', 'water', 'ground', 'shadow', 'texture', 'pattern', 'sign', 'edge'],
];

/** The prompt for a name, as the model was trained on: a caption. @param whole the object that a part belongs to */
export function promptOf({ name, kind }: CategoryName, whole?: string): string {
	const words = plainName(name);
	return kind === 'part' && whole !== undefined
		? `a photo of the ${words} of ${withArticle(plainName(whole))}`
		: `a photo of ${withArticle(words)}`;
}

/** The prompts of what else a picture may show, but for what is on the list. */
export function otherPrompts(names: readonly CategoryName[]): string[] {
	const listed = new Set(names.map(({ name }) => plainName(name)));
	return otherKinds.filter((kind) => !listed.has(kind)).map((kind) => `a photo of ${withArticle(kind)}`);
}

const withArticle = (words: string) => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
