// `npm start [-- [--browser] DIR]`: VS Code with the extension, on a folder of images.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { onPath } from './aptInstall.mjs';
import { build } from './build.mjs';
import {
	ensureCodeServer,
	freePort,
	installExtension,
	quietSettings,
	readable,
	startCodeServer,
} from './codeServer.mjs';
import { packageExtension } from './package.mjs';
import { attempt, cacheFolder, main, PlainError, root, say } from './shell.mjs';

const usualPort = 8741;

await main(import.meta.url, async (args) => {
	const { values, positionals } = parse(args);
	const given = positionals[0] && path.resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0]);
	if (given) checkFolder(given);
	await build();
	const folder = given ?? (await sampleFolder());
	const reason = values.browser ? 'you asked for the browser' : await whyNotOwn();
	if (!reason) return startOwn(folder);
	say(`VS Code runs in the browser, since ${reason}`);
	return startInBrowser(folder);
});

function parse(args) {
	try {
		return parseArgs({ args, options: { browser: { type: 'boolean' } }, allowPositionals: true });
	} catch (error) {
		throw new PlainError(`${error.message}. Usage: npm start -- [--browser] [FOLDER]`);
	}
}

function checkFolder(folder) {
	if (!existsSync(folder)) throw new PlainError(`There is no folder ${folder}.`);
	if (!statSync(folder).isDirectory()) throw new PlainError(`Expected a folder but ${folder} is a file.`);
}

/** The editors that package.json offers, with the names of files that each of them opens. */
function customEditors() {
	return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).contributes.customEditors;
}

function isImage(name) {
	return customEditors().some(({ selector }) =>
		selector.some(({ filenamePattern }) => name.toLowerCase().endsWith(filenamePattern.slice(1))),
	);
}

/** A copy of the samples, so that what is saved beside them neither changes the repository nor is lost. */
async function sampleFolder() {
	const [from, to] = [path.join(root, 'media/samples'), path.join(cacheFolder, 'samples')];
	await mkdir(to, { recursive: true });
	for (const file of (await readdir(from)).filter(isImage)) {
		await cp(path.join(from, file), path.join(to, file));
	}
	return to;
}

/** Why the user's own VS Code is not used, as the end of a sentence; undefined where it can be. */
async function whyNotOwn() {
	if (!onPath('code') && !onPath('code.cmd')) return 'there is no `code` on PATH';
	if (process.env.VSCODE_IPC_HOOK_CLI) return 'this terminal belongs to a VS Code on another machine';
	const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
	if (!hasScreen) return 'this machine has no screen';
	const { code, output } = await attempt('code', ['--version'], { capture: true });
	const version = /^(\d+)\.(\d+)\.\d+/m.exec(output);
	if (code !== 0 || !version) return '`code --version` does not work here';
	const { engines } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
	const [major, minor] = engines.vscode.match(/\d+/g).map(Number);
	const isNewEnough = version[1] > major || (Number(version[1]) === major && version[2] >= minor);
	return isNewEnough ? undefined : `your VS Code ${version[0]} is older than ${major}.${minor}`;
}

async function startOwn(folder) {
	say(`opening ${folder} in your VS Code, with the extension from this repository`);
	const { code } = await attempt('code', [`--extensionDevelopmentPath=${root}`, '--new-window', folder]);
	if (code !== 0)
		throw new PlainError(`code ended with exit code ${code}. \`npm start -- --browser\` does without it.`);
}

async function startInBrowser(folder) {
	await ensureCodeServer();
	const home = path.join(cacheFolder, 'vscode');
	const folders = { userDataDir: path.join(home, 'user'), extensionsDir: path.join(home, 'extensions') };
	await writeFirstSettings(folders.userDataDir);
	await installExtension(await packageExtension(), folders);
	const server = await startCodeServer({ ...folders, folder, port: await freePort(usualPort) });
	const stopped = stopOnSignal(server);
	try {
		say(`open ${await addressOf(server, folder)}`);
		say('Ctrl+C ends it');
		await server.ended;
		if (!stopped.bySignal) throw new PlainError(`VS Code ended by itself:\n${server.log}`);
	} finally {
		await server.stop();
	}
}

/** Images open in our editor at once; the user's later changes are kept. */
async function writeFirstSettings(userDataDir) {
	const file = path.join(userDataDir, 'User/settings.json');
	if (existsSync(file)) return;
	const associations = customEditors().flatMap(({ viewType, selector }) =>
		selector.map(({ filenamePattern }) => [filenamePattern, viewType]),
	);
	const settings = { ...quietSettings, 'workbench.editorAssociations': Object.fromEntries(associations) };
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(file, `${JSON.stringify(settings, undefined, '\t')}\n`);
}

/** The server's address, with the folder's first image to open. */
async function addressOf(server, folder) {
	const image = (await readdir(folder)).sort().find(isImage);
	if (!image) return server.url;
	const { host } = new URL(server.origin);
	const uri = `vscode-remote://${host}${encodeURI(path.posix.join(folder, image))}`;
	return `${server.url}&payload=${readable(JSON.stringify([['openFile', uri]]))}`;
}

function stopOnSignal(server) {
	const state = { bySignal: false };
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => {
			if (state.bySignal) return;
			state.bySignal = true;
			say('ending VS Code');
			void server.stop();
		});
	}
	return state;
}
