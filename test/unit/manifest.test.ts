import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageCommands } from '../../src/shared/protocol/editorProtocol';
import { devices } from '../../src/shared/protocol/inferenceProtocol';

const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'));
const { commands, keybindings, menus, configuration, customEditors } = manifest.contributes;
const declared: string[] = commands.map(({ command }: { command: string }) => command);

describe('the extension’s manifest', () => {
	it('works in an untrusted workspace, which cannot choose a model, where models are from, a device or a cache', () => {
		expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
		const { properties } = configuration;
		const guarded = Object.keys(properties).filter((key) => /inference|cache|mirror/.test(key));
		for (const name of guarded) expect(properties[name].scope, name).toBe('machine');
		expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(
			guarded.sort(),
		);
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
		const shown = Object.values<{ command: string }[]>(menus).flat();
		for (const { command } of shown) expect(declared).toContain(command);
	});

	it('opens images when asked to, and leaves the default to VS Code', () => {
		expect(customEditors[0].priority).toBe('option');
		const patterns = customEditors[0].selector.map((one: { filenamePattern: string }) => one.filenamePattern);
		expect(patterns).toEqual(
			['png', 'jpg', 'jpeg', 'webp', 'bmp', 'gif', 'tif', 'tiff', 'avif'].map((e) => `*.${e}`),
		);
	});

	it('offers the devices that the inference process knows', () => {
		expect(configuration.properties['strata.inference.device'].enum).toEqual(devices);
	});
});
