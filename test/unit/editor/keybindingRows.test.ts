import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { keybindingRows } from '../../../src/editor/keybindingRows';

const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8'));

const keysOf = (command: string, isMac: boolean) =>
	keybindingRows(manifest, isMac).find((row) => row.command === `strata.${command}`)?.keys;

describe('the sheet of keys', () => {
	it('has every command that package.json binds, once', () => {
		const bound = new Set(
			manifest.contributes.keybindings.map(({ command }: { command: string }) => command),
		);
		expect(keybindingRows(manifest, false).map(({ command }) => command)).toEqual([...bound]);
	});

	it('shows keys as VS Code’s menus do, on a Mac with its signs', () => {
		expect(keysOf('zoomToFit', false)).toEqual(['Ctrl+0']);
		expect(keysOf('zoomToFit', true)).toEqual(['⌘0']);
		expect(keysOf('keepAll', false)).toEqual(['Shift+Enter']);
		expect(keysOf('showKeys', false)).toEqual(['?']);
	});

	it('shows one row for a command that is bound with several arguments', () => {
		expect(keysOf('showLevel', false)).toEqual(['1', '2', '3', '4', '5', '6']);
	});
});
