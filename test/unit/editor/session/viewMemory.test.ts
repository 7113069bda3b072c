import { expect, it } from 'vitest';
import type { Uri } from 'vscode';
import { ViewMemory } from '../../../../src/editor/session/viewMemory';

const [one, two, three] = ['a', 'b', 'c'].map((name) => ({ toString: () => name }) as Uri) as [Uri, Uri, Uri];
const part = { scale: 2, left: -10, top: -20, width: 400, height: 300 };

it('what is seen of an image is carried to the next one, once', () => {
	const memory = new ViewMemory();
	memory.remember(one, part);
	expect(memory.take(two)).toBeNull();
	memory.carry(one, two);
	expect(memory.take(three)).toBeNull();
	expect(memory.take(two)).toEqual(part);
	expect(memory.take(two)).toBeNull();
});

it('nothing is carried from an image that is seen whole, or that was not looked at last', () => {
	const memory = new ViewMemory();
	memory.remember(one, null);
	memory.carry(one, two);
	expect(memory.take(two)).toBeNull();
	memory.remember(one, part);
	memory.remember(three, null);
	memory.carry(one, two);
	expect(memory.take(two)).toBeNull();
});
