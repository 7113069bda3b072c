import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/editor/plainText';

const root = path.resolve(import.meta.dirname, '../../..');

/** What VS Code makes a link of in a notification; see its `parseLinkedText`. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('the text of a message', () => {
	it('has no links, whatever the names of files are', () => {
		const name = '[Repair](command:vscode.open?%5B%22file%3A%2F%2F%2Fetc%2Fhostname%22%5D)<b>.jpg';
		expect(name).toMatch(link);
		expect(plainText(`${name} cannot be read.`)).not.toMatch(link);
		const part = fc.constantFrom('[', ']', '(', ')', 'command:', 'https://a', 'x', ' ', '"');
		fc.assert(
			fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
				expect(plainText(parts.join(''))).not.toMatch(link);
			}),
		);
	});

	it('is otherwise as it was', () => {
		expect(plainText('a [b] (c) d](e')).toBe('a [b] (c) d]\u200b(e');
	});
});

it('messages are shown by src/editor/messages.ts only, which takes the links out', async () => {
	const direct = /show(?:Information|Warning|Error)Message|ProgressLocation\.Notification/;
	const offenders: string[] = [];
	for (const entry of await readdir(path.join(root, 'src'), { recursive: true, withFileTypes: true })) {
		const file = path.join(entry.parentPath, entry.name);
		if (!entry.isFile() || !entry.name.endsWith('.ts') || file.endsWith('src/editor/messages.ts')) continue;
		if (direct.test(await readFile(file, 'utf8'))) offenders.push(path.relative(root, file));
	}
	expect(offenders).toEqual([]);
});
