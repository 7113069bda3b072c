import { z } from 'zod';

/** What is read of package.json, in which VS Code has put the titles of its display language. */
const manifest = z.object({
	contributes: z.object({
		commands: z.array(z.object({ command: z.string(), title: z.string() })),
		keybindings: z.array(z.object({ command: z.string(), key: z.string(), mac: z.string().optional() })),
	}),
});

export interface KeybindingRow {
	readonly command: string;
	readonly title: string;
	/** The default keys, as menus show them: `Ctrl+0`, or `⌘0` on a Mac. */
	readonly keys: readonly string[];
}

/**
 * Every command with keys, in the order of package.json. Bindings of one command with an argument (`1` to `6` for
 * levels) are one row.
 */
export function keybindingRows(packageJson: unknown, isMac: boolean): KeybindingRow[] {
	const { commands, keybindings } = manifest.parse(packageJson).contributes;
	const rows = new Map<string, KeybindingRow>();
	for (const { command, key, mac } of keybindings) {
		const title = commands.find((one) => one.command === command)?.title ?? command;
		const shown = showKey((isMac && mac) || key, isMac);
		const keys = [...(rows.get(command)?.keys ?? []), shown];
		rows.set(command, { command, title, keys });
	}
	return [...rows.values()];
}

const names: Readonly<Record<string, string>> = {
	...{ ctrl: 'Ctrl', shift: 'Shift', alt: 'Alt', enter: 'Enter', escape: 'Escape', delete: 'Delete' },
	...{ backspace: 'Backspace', space: 'Space', tab: 'Tab', f2: 'F2' },
};
const macNames: Readonly<Record<string, string>> = {
	...{ cmd: '⌘', shift: '⇧', alt: '⌥', ctrl: '⌃', enter: '⏎', escape: '⎋', delete: '⌦', backspace: '⌫' },
};

function showKey(key: string, isMac: boolean): string {
	if (key === 'shift+/') return '?';
	const shown = (part: string) =>
		(isMac ? macNames[part] : undefined) ?? names[part] ?? (part.length === 1 ? part.toUpperCase() : part);
	return key
		.split('+')
		.map(shown)
		.join(isMac ? '' : '+');
}
