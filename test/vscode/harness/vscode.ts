import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ensureChromium } from '../../../src/dev/chromium.mjs';
import { freePort, installExtension, quietSettings, startCodeServer } from '../../../src/dev/codeServer.mjs';
import { vsixPath } from '../../../src/dev/package.mjs';
import { root } from '../../../src/dev/shell.mjs';
import { StrataEditor } from './editor';
import type { Coco, CocoAnnotation } from './sidecar';
import { until } from './until';
import { Workbench } from './workbench';

export interface VSCodeOptions {
	/** Files of the repository to copy into the workspace folder: `media/samples/zebra.jpg` becomes `zebra.jpg`. */
	readonly files?: readonly string[];
	/** User settings on top of the harness's own. */
	readonly settings?: Readonly<Record<string, unknown>>;
	/** Settings of scope `machine`: in a VS Code with a server, those are the server's own. */
	readonly machineSettings?: Readonly<Record<string, unknown>>;
	/** The workspace folder is not trusted, and nobody is asked whether it should be. */
	readonly untrusted?: true;
	/** The VSIX to install; absent: $STRATA_VSIX, or the one that `npm run package` made. */
	readonly vsix?: string;
	/** VS Code's display language, such as `zh-cn`: the extension's texts are in it, VS Code's own stay English. */
	readonly locale?: string;
	/** Environment for the server, its extension host and the inference process. */
	readonly env?: NodeJS.ProcessEnv;
}

type Server = Awaited<ReturnType<typeof startCodeServer>>;

const output = path.join(root, 'test/output');
const viewport = { width: 1400, height: 900 };

const settings = {
	...quietSettings,
	'git.enabled': false,
	// VS Code gives a webview its focus back late: on a busy machine after the palette's command has asked its question,
	// which then closes by itself (microsoft/vscode#75209).
	'workbench.quickOpen.closeOnFocusLost': false,
};

const untrustedSettings = {
	'security.workspace.trust.enabled': true,
	'security.workspace.trust.startupPrompt': 'never',
	'security.workspace.trust.banner': 'never',
};

/** A real VS Code with the packaged extension, in a folder of its own, driven through a headless browser. */
export class VSCode {
	readonly workspace: string;
	/** What the page wrote to its console as an error, and what it threw. */
	readonly pageErrors: string[] = [];
	#server!: Server;
	#context!: BrowserContext;
	#page!: Page;
	#workbench!: Workbench;

	private constructor(
		private readonly folder: string,
		private readonly port: number,
		private readonly options: VSCodeOptions,
	) {
		this.workspace = path.join(folder, 'workspace');
	}

	static async start(options: VSCodeOptions = {}): Promise<VSCode> {
		// A short path: VS Code's sockets have room for about 100 letters.
		const folder = await mkdtemp(path.join(tmpdir(), 'strata-test-'));
		const vscode = new VSCode(folder, await freePort(), options);
		await vscode.#prepare();
		await vscode.#startServer();
		await vscode.#openBrowser();
		return vscode;
	}

	get page(): Page {
		return this.#page;
	}

	get workbench(): Workbench {
		return this.#workbench;
	}

	get serverLog(): string {
		return this.#server.log;
	}

	async #prepare(): Promise<void> {
		await mkdir(path.join(this.userDataDir, 'User'), { recursive: true });
		await mkdir(this.workspace, { recursive: true });
		await this.writeSettings(this.options.settings ?? {});
		await mkdir(path.join(this.userDataDir, 'Machine'), { recursive: true });
		const machineSettings = JSON.stringify(this.options.machineSettings ?? {}, undefined, '\t');
		await writeFile(path.join(this.userDataDir, 'Machine/settings.json'), machineSettings);
		for (const file of this.options.files ?? []) {
			await cp(path.join(root, file), this.path(path.basename(file)), { recursive: true });
		}
		if (this.options.locale) await this.#addEmptyLanguagePack(this.options.locale);
		const vsix = this.options.vsix ?? process.env.STRATA_VSIX ?? vsixPath();
		await installExtension(vsix, { userDataDir: this.userDataDir, extensionsDir: this.extensionsDir });
	}

	get userDataDir(): string {
		return path.join(this.folder, 'user');
	}

	get extensionsDir(): string {
		return path.join(this.folder, 'extensions');
	}

	/** Writes the user settings anew: the harness's own and `more`. VS Code takes them up by itself. */
	async writeSettings(more: Readonly<Record<string, unknown>>): Promise<void> {
		const file = path.join(this.userDataDir, 'User/settings.json');
		const trust = this.options.untrusted ? untrustedSettings : {};
		await writeFile(file, JSON.stringify({ ...settings, ...trust, ...more }, undefined, '\t'));
	}

	/** VS Code takes a display language only with a language pack; npm has none, so this one translates nothing. */
	async #addEmptyLanguagePack(locale: string): Promise<void> {
		const translations = path.join(this.folder, `${locale}.json`);
		await writeFile(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
		const extensions = [{ extensionIdentifier: { id: `strata.language-pack-${locale}` }, version: '1.0.0' }];
		const pack = { hash: locale, extensions, translations: { vscode: translations }, label: locale };
		await writeFile(path.join(this.userDataDir, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
	}

	async #startServer(): Promise<void> {
		this.#server = await startCodeServer({
			userDataDir: this.userDataDir,
			extensionsDir: this.extensionsDir,
			folder: this.workspace,
			port: this.port,
			env: { ...this.options.env },
			asksForTrust: this.options.untrusted === true,
			...(this.options.locale && { locale: this.options.locale }),
			log: path.join(output, 'logs', `${path.basename(this.folder)}.log`),
		});
	}

	/** @param profile a browser's own memory, such as which tabs were open */
	async #openBrowser(profile = 'browser'): Promise<void> {
		this.#context = await chromium.launchPersistentContext(path.join(this.folder, profile), {
			executablePath: await ensureChromium(),
			headless: true,
			viewport,
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
		});
		this.#context.setDefaultTimeout(30_000);
		await this.#context.grantPermissions(['clipboard-read', 'clipboard-write']);
		await this.#openPage(this.#context.pages()[0] ?? (await this.#context.newPage()));
	}

	async #openPage(page: Page): Promise<void> {
		this.#page = page;
		this.#workbench = new Workbench(page);
		page.on('console', (message) => {
			if (message.type() === 'error') this.pageErrors.push(message.text());
		});
		page.on('pageerror', (error) => this.pageErrors.push(String(error)));
		// "Leave site?" would hold up a reload with unsaved work, which hot exit keeps.
		page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
		await page.goto(this.#server.url, { waitUntil: 'domcontentloaded' });
		await this.#workbench.untilReady();
	}

	/** Loads the window anew, as "Developer: Reload Window" does. */
	async reload(): Promise<void> {
		await this.#page.reload({ waitUntil: 'domcontentloaded' });
		await this.#workbench.untilReady();
	}

	/** Ends VS Code as a power cut would: server, extension host and browser, with SIGKILL. `restart` follows. */
	async crash(): Promise<void> {
		await this.#server.kill();
		await this.#context.close();
	}

	/** Starts VS Code again with the same user data, extensions, port and browser profile. */
	async restart(): Promise<void> {
		await this.#startServer();
		await this.#openBrowser();
	}

	/**
	 * Closes the browser and opens another one that knows nothing of the first. The server keeps the extension host of
	 * the first for a while, in case it should connect again.
	 */
	async openInAnotherBrowser(): Promise<void> {
		await this.#context.close();
		await this.#openBrowser(`browser-${Date.now()}`);
	}

	/** Whether hot exit has kept something that was not saved. */
	async hasBackup(): Promise<boolean> {
		const backups = path.join(this.userDataDir, 'User/Backups');
		const files = await readdir(backups, { recursive: true }).catch(() => []);
		return files.some((file) => file.includes('vscode-custom-editor/'));
	}

	/** How many files our extension keeps of what was not saved. */
	async ownBackups(): Promise<number> {
		const folder = path.join(this.userDataDir, 'User/globalStorage/strata.strata/unsaved');
		return (await readdir(folder).catch(() => [])).length;
	}

	/** Kills this VS Code's inference process with SIGKILL. */
	async killInference(): Promise<void> {
		const script = path.join(this.extensionsDir, 'strata.strata');
		for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
			const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
			if (command.includes(script) && command.includes('inference.cjs')) process.kill(Number(pid), 'SIGKILL');
		}
	}

	/** Ends everything and removes its folder. */
	async stop(): Promise<void> {
		await this.#context.close();
		await this.#server.stop();
		await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	}

	/** The path of a file in the workspace folder. */
	path(file: string): string {
		return path.join(this.workspace, file);
	}

	/** A file of the workspace folder as text; undefined while it is not there. */
	async readText(file: string): Promise<string | undefined> {
		try {
			return await readFile(this.path(file), 'utf8');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw error;
		}
	}

	/** A file of the workspace folder as JSON, once it is there and whole. */
	async readJson<T = unknown>(file: string): Promise<T> {
		return until(`${file} to hold JSON`, async () => JSON.parse((await this.readText(file)) ?? '') as T);
	}

	/** Opens an image of the workspace folder in Strata's editor, whatever editor VS Code opens it with. */
	async openInStrata(file: string): Promise<StrataEditor> {
		await this.#workbench.openFile(file);
		if (!(await this.#workbench.isStrataActive())) await this.#workbench.reopenWith('Strata: Segment Image');
		return this.activeEditor();
	}

	/** Strata's editors that can be seen, from left to right, each with its webview loaded. */
	async editors(): Promise<StrataEditor[]> {
		return StrataEditor.visible(this.#page);
	}

	/** The one Strata editor that can be seen; with several side by side, the leftmost or the `index`th. */
	async activeEditor(index = 0): Promise<StrataEditor> {
		return until('a Strata editor', async () => (await this.editors())[index], 60_000);
	}

	/** Waits for a change of the image in front, saves it, and gives the annotations in its file. */
	async saveChange(sidecar: string): Promise<readonly CocoAnnotation[]> {
		await this.workbench.untilDirty(true);
		await (await this.activeEditor()).focus();
		await this.workbench.save();
		return (await this.readJson<Coco>(sidecar)).annotations;
	}

	/** Writes a picture of the window to test/output/screenshots. */
	async screenshot(name: string): Promise<string> {
		const file = path.join(output, 'screenshots', `${name.replace(/[^\w-]+/g, '-')}.png`);
		await mkdir(path.dirname(file), { recursive: true });
		await this.#page.screenshot({ path: file });
		return file;
	}
}

/** A VS Code for all tests of a file: `vscode()` gives it in a test. A test that fails leaves a screenshot. */
export function useVSCode(options: VSCodeOptions = {}): () => VSCode {
	let running: VSCode | undefined;
	beforeAll(async () => {
		running = await VSCode.start(options);
	});
	afterEach(async ({ task }) => {
		if (task.result?.state !== 'fail') return;
		await running?.screenshot(`failed ${task.name}`).catch(() => undefined);
	});
	afterAll(async () => running?.stop());
	return () => {
		if (!running) throw new Error('VS Code runs only while tests run.');
		return running;
	};
}
