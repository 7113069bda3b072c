import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageMimeTypes } from '../../src/shared/imageMimeTypes';
import { pageCommands } from '../../src/shared/protocol/editorProtocol';
import { devices } from '../../src/shared/protocol/inferenceProtocol';

const root = path.resolve(import.meta.dirname, '../..');
const manifest = readJson('package.json');
const texts = readJson('package.nls.json');
const { commands, keybindings, menus, configuration, customEditors } = manifest.contributes;
const declared: string[] = commands.map(({ command }: { command: string }) => command);

describe('the extension’s manifest', () => {
	it('works in an untrusted workspace, which cannot choose a model, where models are from, a device or a cache', () => {
		expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
		const { properties } = configuration;
		// A workspace cannot set what has the scope `machine`, so that nothing need be restricted by name.
		for (const [name, { scope }] of Object.entries<{ scope?: string }>(properties)) {
			const isMachine = /inference|cache|models|mirror/.test(name);
			// How large a pixel is may differ by folder.
			const otherwise = name === 'strata.editor.pixelSize' ? 'resource' : undefined;
			expect(scope, name).toBe(isMachine ? 'machine' : otherwise);
		}
	});

	it('names what the page can do as commands, save what only Escape means', () => {
		for (const command of pageCommands) {
			if (command !== 'cancelDrag') expect(declared).toContain(`strata.${command}`);
		}
	});

	it('binds keys to its own commands, and only while the stage has the focus', () => {
		for (const { command, when } of keybindings) {
			expect(declared).toContain(command);
			expect(when).toContain('strata:stageFocused');
		}
	});

	it('shows only commands that there are', () => {
		const shown = Object.values<{ command?: string; submenu?: string }[]>(menus).flat();
		for (const { command, submenu } of shown) {
			if (submenu) expect(menus[submenu].length).toBeGreaterThan(1);
			else expect(declared).toContain(command);
		}
	});

	it('opens images when asked to, and leaves the default to VS Code', () => {
		expect(customEditors[0].priority).toBe('option');
	});

	it('names the images that the editor opens the same way everywhere', () => {
		const extensions = Object.keys(imageMimeTypes);
		const patterns = customEditors[0].selector.map((one: { filenamePattern: string }) => one.filenamePattern);
		expect(patterns).toEqual(extensions.map((extension) => `*.${extension}`));
		const conditions = JSON.stringify(manifest.contributes).match(/resourceExtname =~ [^ ]*\/i/g);
		expect(conditions).toHaveLength(3);
		const condition = JSON.stringify(`resourceExtname =~ /^\\.(${extensions.join('|')})$/i`).slice(1, -1);
		expect(new Set(conditions)).toEqual(new Set([condition]));
	});

	it('keeps the former name of every renamed setting, with the same values, and says what to use', () => {
		const { properties } = configuration;
		const former = Object.entries<Record<string, unknown>>(properties).filter(
			([, { markdownDeprecationMessage }]) => markdownDeprecationMessage,
		);
		expect(former.map(([name]) => name)).toEqual(['strata.mirror', 'strata.everything.leastScore']);
		for (const [, { markdownDeprecationMessage, ...schema }] of former) {
			const [, name] = /#(.*)#/.exec(texts[`${markdownDeprecationMessage}`.replaceAll('%', '')])!;
			expect(properties[name!]).toEqual(schema);
		}
	});

	it('has a picture for every step of the walkthrough, and buttons for commands that there are', () => {
		const [walkthrough] = manifest.contributes.walkthroughs;
		for (const { media, description } of walkthrough.steps) {
			const pictures = Object.values<string>(media.image);
			expect(pictures).toHaveLength(4);
			for (const picture of pictures) expect(existsSync(path.join(root, picture)), picture).toBe(true);
			const buttons = texts[description.replaceAll('%', '')].matchAll(/\(command:([\w.]+)\)/g);
			for (const [, command] of buttons) expect(declared).toContain(command);
		}
	});

	it('offers the devices that the inference process knows', () => {
		expect(configuration.properties['strata.inference.device'].enum).toEqual(devices);
	});
});

function readJson(file: string) {
	return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}
