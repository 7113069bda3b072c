// What the developer commands share: where the repository is, how they speak, and how they run other programs.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Where the developer commands keep what they fetched or made; git ignores it. */
export const cacheFolder = path.join(root, '.cache');

/** A fault that one sentence explains; `main` prints it without a stack. */
export class PlainError extends Error {}

/** Prints a progress sentence. */
export function say(sentence) {
	console.log(`strata: ${sentence}`);
}

/** Milliseconds as a person reads them. */
export function seconds(milliseconds) {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs `action` when the file at `url` is the program that was started; a fault ends it with exit code 1. */
export async function main(url, action) {
	if (!process.argv[1] || realpathSync(process.argv[1]) !== realpathSync(fileURLToPath(url))) return;
	try {
		await action(process.argv.slice(2));
	} catch (error) {
		console.error(`strata: ${error instanceof PlainError ? error.message : error.stack}`);
		process.exitCode = 1;
	}
}

/**
 * Runs a program to its end and gives its exit code and, with `capture`, what it wrote.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function attempt(command, args, { cwd = root, env = process.env, capture = false } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd,
			env,
			stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
			// Windows starts .cmd files only through its shell.
			shell: process.platform === 'win32' && !command.endsWith('.exe'),
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding('utf8').on('data', (text) => {
				output += text;
			});
		}
		child.once('error', reject);
		child.once('close', (code, signal) => resolve({ code: code ?? (signal ? 128 : 1), output }));
	});
}

/**
 * Like `attempt`, but an exit code other than 0 is a fault. Gives what was written with `capture`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean }} [options]
 */
export async function run(command, args, options) {
	const { code, output } = await attempt(command, args, options);
	if (code === 0) return output;
	const written = output ? `:\n${output.trimEnd()}` : '.';
	throw new PlainError(
		`${path.basename(command)} ${args.slice(0, 3).join(' ')} ended with exit code ${code}${written}`,
	);
}

/** Runs a program of `node_modules/.bin`'s packages by its script, so that no shell wrapper is needed. */
export function runScript(script, args, options) {
	return run(process.execPath, [path.join(root, script), ...args], options);
}

// npm hands its own settings down to the scripts that it starts. Those that say where packages come from are
// the user's; the rest (prefix, omit, dry-run, global, …) belong to the outer command and would mislead an inner one.
const kept =
	/^npm_config_(registry|.*proxy|ca|cafile|cert|key|strict_ssl|userconfig|globalconfig|cache|.*:.*)$/i;

/** The environment for an npm started by these commands. */
export function npmEnvironment(environment = process.env) {
	const clean = Object.entries(environment).filter(
		([name]) => (!/^npm_/i.test(name) || kept.test(name)) && name !== 'NODE_ENV' && name !== 'INIT_CWD',
	);
	return { ...Object.fromEntries(clean), ONNXRUNTIME_NODE_INSTALL: 'skip' };
}

/** Runs npm, the one that started this command where there is one. */
export function npm(args, { cwd = root, capture = false } = {}) {
	const outer = process.env.npm_execpath ?? '';
	const options = { cwd, capture, env: npmEnvironment() };
	return path.basename(outer) === 'npm-cli.js'
		? run(process.execPath, [outer, ...args], options)
		: run('npm', args, options);
}
