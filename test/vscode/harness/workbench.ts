import type { Locator, Page } from 'playwright-core';
import { until } from './until';

/** One line of a quick pick, as the user reads it. */
export interface QuickPickRow {
	readonly label: string;
	readonly description: string;
	/** The whole line as a screen reader says it. */
	readonly spoken: string;
	readonly isFocused: boolean;
}

/** One line of a tree view. */
export interface TreeRow {
	readonly label: string;
	readonly description: string;
	/** 1 at the root. */
	readonly level: number;
	readonly isSelected: boolean;
}

/** The VS Code window around the editors: palette, quick picks, tabs, notifications, views. */
export class Workbench {
	constructor(private readonly page: Page) {}

	async untilReady(): Promise<void> {
		await this.page.waitForSelector('.monaco-workbench .statusbar-item', { timeout: 60_000 });
		await this.page.waitForSelector('.monaco-workbench .editor-group-container', { timeout: 60_000 });
	}

	get quickInput(): Locator {
		return this.page.locator('.quick-input-widget:visible');
	}

	/** Runs a command by the title that the palette shows, such as `Strata: Export…`. */
	async runCommand(title: string): Promise<void> {
		await this.#choose('F1', '>', title);
	}

	/** Opens a file of the workspace folder in the editor that VS Code chooses. */
	async openFile(file: string): Promise<void> {
		const name = file.split('/').at(-1)!;
		await this.#choose('Control+P', '', name, file);
		await until(`the tab ${name} to be active`, async () => (await this.activeTab())?.name === name);
	}

	/** Opens the active file again in the editor of that name, for this once. */
	async reopenWith(editor: string): Promise<void> {
		await this.runCommand('View: Reopen Editor With...');
		await this.pick(editor);
	}

	/**
	 * Opens the quick input and chooses the row of that label. All of it again until it is done: a key pressed while
	 * the window is busy is lost, an editor that closes can take the focus and the quick input with it, and what an
	 * extension brings later is not added to a list that is open.
	 */
	async #choose(key: string, prefix: string, label: string, typed = label): Promise<void> {
		const input = this.quickInput.locator('input.input').first();
		await until(
			`the quick input to offer "${label}"`,
			async () => {
				if (!(await this.quickInput.isVisible())) await this.page.keyboard.press(key);
				if (!(await input.inputValue({ timeout: 1_000 })).startsWith(prefix)) {
					await this.press('Escape');
					return false;
				}
				// Never the empty text: Playwright would press Delete for it, wherever the focus is.
				await input.fill(`${prefix}${typed.slice(0, -1)}`, { timeout: 1_000 });
				await input.fill(`${prefix}${typed}`, { timeout: 1_000 });
				await until(`rows`, () => this.#clickRow(label), 1_500);
				return true;
			},
			60_000,
		);
	}

	/** Clicks the row itself, not its place: the list may be filtered anew between looking and clicking. */
	async #clickRow(label: string): Promise<boolean> {
		const rows = this.quickInput.locator('.monaco-list-row');
		const labelled = this.page.locator('.label-name').getByText(label, { exact: true });
		const spoken = this.page.locator(`[aria-label=${JSON.stringify(label)}]`);
		const row = rows.filter({ has: labelled }).or(rows.and(spoken)).first();
		if (!(await row.isVisible())) return false;
		try {
			await row.click({ timeout: 1_000 });
		} catch {
			// On a busy machine the click counts, and the list goes a little later, before Playwright has heard of it.
			await until(`the row ${label} to go`, async () => !(await row.isVisible()), 3_000);
		}
		return true;
	}

	/** The rows of the open quick pick; empty where none is open. */
	async quickPick(): Promise<QuickPickRow[]> {
		return this.quickInput.locator('.monaco-list-row').evaluateAll((rows) =>
			rows.map((row) => ({
				label: row.querySelector('.label-name')?.textContent ?? '',
				description: row.querySelector('.label-description')?.textContent ?? '',
				spoken: row.getAttribute('aria-label') ?? '',
				isFocused: row.classList.contains('focused'),
			})),
		);
	}

	/** Waits for a quick pick with a row of that label and chooses it. */
	async pick(label: string): Promise<void> {
		await until(`a quick pick with "${label}"`, () => this.#clickRow(label));
	}

	/** Waits for the quick input of that title: the palette that a command came from may still be closing. */
	async untilTitled(title: string): Promise<void> {
		const titles = this.quickInput.locator('.quick-input-title');
		await until(`the quick input “${title}”`, async () => (await titles.allTextContents()).includes(title));
	}

	/**
	 * Chooses a folder in VS Code's own dialog of that title. Enter takes the folder whose contents are listed, so it
	 * waits for them; and the dialog may write the folder that it begins with over what was typed.
	 *
	 * @param inside the name of a folder that the chosen one holds
	 */
	async chooseFolder(title: string, folder: string, inside: string): Promise<void> {
		await this.untilTitled(title);
		const input = this.quickInput.locator('input.input').first();
		await until(`the contents of ${folder}`, async () => {
			if ((await input.inputValue()) !== `${folder}/`) await input.fill(`${folder}/`);
			else return (await this.quickPick()).some(({ label }) => label === inside);
			return false;
		});
		await this.accept();
	}

	/** Chooses a file in VS Code's own dialog of that title, by its path. */
	async chooseFile(title: string, file: string): Promise<void> {
		await this.untilTitled(title);
		const input = this.quickInput.locator('input.input').first();
		const name = file.slice(file.lastIndexOf('/') + 1);
		await until(`the dialog to list ${name}`, async () => {
			if ((await input.inputValue()) !== file) await input.fill(file);
			else return (await this.quickPick()).some(({ label }) => label === name);
			return false;
		});
		await until(`the dialog to take ${name}`, async () => {
			if (await this.quickInput.isVisible()) await this.press('Enter');
			return !(await this.quickInput.isVisible());
		});
	}

	/** Waits for a quick pick or an input box, types into it and accepts that. */
	async type(text: string): Promise<void> {
		const input = this.quickInput.locator('input.input').first();
		await input.waitFor();
		await input.fill(text);
		await this.accept();
	}

	/**
	 * Presses Enter in the quick input until it is gone or asks for something else: while VS Code gives the focus back to
	 * the editor that a command was run from, a key is lost.
	 */
	async accept(): Promise<void> {
		const input = this.quickInput.locator('input.input').first();
		const titles = this.quickInput.locator('.quick-input-title');
		const text = await input.inputValue();
		const title = (await titles.allTextContents()).join();
		const isAnswered = async () =>
			!(await input.isVisible()) ||
			(await input.inputValue({ timeout: 1_000 })) !== text ||
			(await titles.allTextContents()).join() !== title;
		await until('the answer to be taken', async () => {
			if (await isAnswered()) return true;
			await input.press('Enter', { timeout: 1_000 });
			return until('it to be taken', isAnswered, 1_500);
		});
	}

	/** Presses a key: in the quick input where one is open, whoever else may just have been given the focus. */
	async press(key: string): Promise<void> {
		const input = this.quickInput.locator('input.input').first();
		// It may close by itself just now: whoever asks again sees that.
		if (await input.isVisible()) await input.press(key, { timeout: 1_000 });
		else await this.page.keyboard.press(key);
	}

	/** Closes the quick input without an answer. */
	async dismiss(): Promise<void> {
		await until('the quick input to close', async () => {
			if (!(await this.quickInput.isVisible())) return true;
			await this.press('Escape');
			return until('it to close', async () => !(await this.quickInput.isVisible()), 1_500);
		});
	}

	/** The names of the open tabs, and whether each has unsaved changes. */
	async tabs(): Promise<{ name: string; isActive: boolean; isDirty: boolean }[]> {
		return this.page.locator('.editor-group-container .tab').evaluateAll((tabs) =>
			tabs.map((tab) => ({
				name: tab.getAttribute('data-resource-name') ?? '',
				isActive: tab.classList.contains('active') && tab.closest('.editor-group-container.active') !== null,
				isDirty: tab.classList.contains('dirty'),
			})),
		);
	}

	async activeTab(): Promise<{ name: string; isDirty: boolean } | undefined> {
		return (await this.tabs()).find((tab) => tab.isActive);
	}

	/** Waits until the active tab has (or has no) unsaved changes. */
	async untilDirty(isDirty: boolean): Promise<void> {
		await until(isDirty ? 'unsaved changes' : 'no unsaved changes', async () => {
			const tab = await this.activeTab();
			return tab?.isDirty === isDirty;
		});
	}

	/** Whether the active file is shown by Strata's editor, be its webview loaded or not. */
	async isStrataActive(): Promise<boolean> {
		const hasTab = await this.page.locator('.editor-group-container.active .editor-instance').isVisible();
		return (
			hasTab &&
			(await this.page.locator('iframe.webview[src*="extensionId=strata.strata"]:visible').count()) > 0
		);
	}

	/**
	 * Saves the active editor: gives what was just done a moment to be an unsaved change, and waits until there is none. A
	 * key is lost while the focus is on its way back from a quick input, so it may take several.
	 */
	async save(): Promise<void> {
		const isDirty = async () => (await this.activeTab())?.isDirty ?? false;
		await until('an unsaved change', isDirty, 3_000).catch(() => undefined);
		await until('no unsaved changes', async () => {
			if (!(await isDirty())) return true;
			await this.page.keyboard.press('Control+S');
			return until('the file to be saved', async () => !(await isDirty()), 2_000);
		});
	}

	/** The texts of the notifications on screen. */
	async notifications(): Promise<string[]> {
		return this.page.locator('.notifications-toasts .notification-list-item-message').allTextContents();
	}

	/** Waits for a notification that matches, and gives its text. */
	async notification(pattern: RegExp): Promise<string> {
		return until(`a notification like ${pattern}`, async () =>
			(await this.notifications()).find((text) => pattern.test(text)),
		);
	}

	async clickNotificationButton(label: string): Promise<void> {
		await this.page.locator('.notifications-toasts .monaco-button', { hasText: label }).first().click();
	}

	/** Waits for a modal dialog and gives its words. */
	async dialog(): Promise<string> {
		return (await this.page.locator('.monaco-dialog-box .dialog-message-container').textContent()) ?? '';
	}

	async clickDialogButton(label: string): Promise<void> {
		await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: label }).click();
	}

	/** Renames the active file in the explorer, with all that extensions want to change along with it. */
	async renameInExplorer(name: string): Promise<void> {
		await this.#revealInExplorer();
		await this.page.keyboard.press('F2');
		const input = this.page.locator('.explorer-folders-view .monaco-inputbox input');
		await input.fill(name);
		await input.press('Enter');
		await this.#agree();
	}

	/** Deletes the active file in the explorer, likewise. */
	async deleteInExplorer(): Promise<void> {
		await this.#revealInExplorer();
		await this.page.keyboard.press('Delete');
		await this.#agree();
	}

	async #revealInExplorer(): Promise<void> {
		await this.runCommand('File: Reveal Active File in Explorer View');
		await this.page.waitForSelector('.explorer-folders-view .monaco-list:focus .monaco-list-row.focused');
	}

	/** Undoes what was last done in the explorer. */
	async undoInExplorer(): Promise<void> {
		await this.runCommand('File: Focus on Files Explorer');
		await this.page.waitForSelector('.explorer-folders-view .monaco-list:focus');
		await this.page.keyboard.press('Control+Z');
		await this.#agree();
	}

	/** Presses the main button of each dialog that comes within a moment: VS Code asks before it changes files. */
	async #agree(): Promise<void> {
		const button = this.page
			.locator('.monaco-dialog-box .dialog-buttons .monaco-button:not(.secondary)')
			.first();
		for (;;) {
			try {
				await button.waitFor({ timeout: 3_000 });
			} catch {
				// No dialog, or no further one.
				return;
			}
			await button.click();
			await button.waitFor({ state: 'hidden', timeout: 3_000 }).catch(() => undefined);
		}
	}

	/** The texts of the status bar's items. */
	async statusBar(): Promise<string[]> {
		return this.page.locator('.statusbar-item:visible').allInnerTexts();
	}

	/** What "Show Running Extensions" says of an extension, by its display name: activation time, errors. */
	async runningExtension(name: string): Promise<string> {
		await this.runCommand('Developer: Show Running Extensions');
		const rows = this.page.locator('.runtime-extensions-editor .monaco-list-row');
		const row = rows.filter({ has: this.page.locator('.name', { hasText: name }) });
		return until(`${name} among the running extensions`, async () => (await row.first().textContent()) ?? '');
	}

	/** Shows Strata's view of that title in the side bar, unfolded. */
	async openView(view: string): Promise<void> {
		await this.runCommand(`Strata: Focus on ${view} View`);
		await this.page.waitForSelector(`.pane-header[aria-expanded=true][aria-label^="${view}"]`);
	}

	/** The rows of a tree view by the view's title, such as `Annotations`; empty while it is not shown. */
	async treeRows(view: string): Promise<TreeRow[]> {
		return this.#treeRows(view).evaluateAll((rows) =>
			rows.map((row) => ({
				label: row.querySelector('.label-name')?.textContent ?? '',
				description: row.querySelector('.label-description')?.textContent ?? '',
				level: Number(row.getAttribute('aria-level') ?? 1),
				isSelected: row.classList.contains('selected'),
			})),
		);
	}

	/** A tree view's row by its label, to click it or open its menu. */
	treeRow(view: string, label: string): Locator {
		return this.#treeRows(view)
			.filter({ has: this.page.locator(`.label-name`, { hasText: label }) })
			.first();
	}

	#treeRows(view: string): Locator {
		const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
		return this.page.locator('.pane').filter({ has: header }).locator('.pane-body .monaco-list-row');
	}
}
