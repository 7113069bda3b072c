// Programs that tests need: found on PATH, or installed with apt-get where that needs no question.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { attempt, PlainError } from './shell.mjs';

/** The program file of `name` on PATH, or undefined. */
export function onPath(name) {
	return (process.env.PATH ?? '')
		.split(path.delimiter)
		.map((folder) => path.join(folder, name))
		.find(isProgram);
}

/**
 * Installs Debian's packages.
 * @param {readonly string[]} rights of `rightsToInstall`
 * @param {readonly string[]} packages
 * @param {string} otherwise what to do where it fails, as a sentence
 */
export async function aptInstall(rights, packages, otherwise) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
		const [command, ...rest] = [...rights, 'apt-get', '-qq', ...args];
		const { code, output } = await attempt(command, rest, { env, capture: true });
		if (code !== 0) throw new PlainError(`apt-get ${args[0]} failed. ${otherwise}\n${output.trimEnd()}`);
	}
}

/** The words before `apt-get`: none for root, `sudo -n` where it asks nothing; undefined where we may not. */
export async function rightsToInstall() {
	if (!onPath('apt-get') || !isDebianLike()) return undefined;
	if (process.getuid?.() === 0) return [];
	if (onPath('sudo') && (await attempt('sudo', ['-n', 'true'], { capture: true })).code === 0) {
		return ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive'];
	}
	return undefined;
}

function isDebianLike() {
	const file = '/etc/os-release';
	return existsSync(file) && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync(file, 'utf8'));
}

export function isProgram(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		// Absent, or not ours to run.
		return false;
	}
}
