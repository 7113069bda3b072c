// Brings node_modules to what package-lock.json says; does nothing, and needs no network, when it is there.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { main, npm, PlainError, root, say } from './shell.mjs';

const lowestNode = [20, 19];

/** Installs the dependencies where they are not the locked ones. */
export async function setup() {
	checkNode();
	if (isInstalled()) return;
	say('installing the dependencies (the first time takes about a minute)');
	// Not `npm ci`: it refuses a lockfile made with a registry that lacks some platforms' binaries. `isInstalled` checks the same.
	await npm([
		'install',
		'--no-save',
		'--ignore-scripts',
		'--include=dev',
		'--include=optional',
		'--no-audit',
		'--no-fund',
	]);
	if (!isInstalled()) {
		throw new PlainError('npm install ended well, but node_modules is not what package-lock.json says.');
	}
}

function checkNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major > lowestNode[0] || (major === lowestNode[0] && minor >= lowestNode[1])) return;
	throw new PlainError(
		`Expected Node ${lowestNode.join('.')} or newer but received ${process.versions.node}: https://nodejs.org`,
	);
}

/** Compares npm's own record of what it installed with the lock; packages of other platforms may be absent. */
function isInstalled() {
	const wanted = packagesOf('package-lock.json');
	const present = packagesOf('node_modules/.package-lock.json');
	if (!wanted || !present) return false;
	const isSound = ([folder, entry]) =>
		wanted[folder]?.version === entry.version && fitsHere(entry) && existsSync(path.join(root, folder));
	return (
		Object.entries(present).every(isSound) &&
		Object.entries(wanted).every(([folder, entry]) => folder === '' || entry.optional || present[folder])
	);
}

function packagesOf(file) {
	try {
		return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
	} catch (error) {
		// Absent: nothing was installed. Not JSON: npm was cut off while writing it.
		if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function fitsHere({ os, cpu }) {
	const allows = (list, value) => !list || list.includes(value) || list[0].startsWith('!');
	return allows(os, process.platform) && allows(cpu, process.arch);
}

await main(import.meta.url, setup);
