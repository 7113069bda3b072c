// `npm run package [-- --target linux-x64]`: one VSIX for one platform, with its native parts and the model inside.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { notices, sbom, shippedPackages } from './notices.mjs';
import { cacheFolder, main, npm, npmEnvironment, PlainError, root, run, say, seconds } from './shell.mjs';

const targets = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64', 'win32-arm64'];
const largest = 110 * 2 ** 20;
const natives = ['onnxruntime-node', 'sharp'];

// What onnxruntime-node needs only to download CUDA files while it is installed.
const installOnly = new Set(['adm-zip', 'global-agent']);

/** The platform that this Node runs on, in the words of VS Code's marketplace. */
const here = `${process.platform}-${process.arch}`;

/** Where the VSIX of a platform lies after `packageExtension`. */
export function vsixPath(target = here) {
	return path.join(root, 'dist', `strata-${target}-${manifest().version}.vsix`);
}

/**
 * Makes the VSIX from what `build` made, and gives its path.
 * @param {string} [target]
 */
export async function packageExtension(target = here) {
	const start = performance.now();
	checkTarget(target);
	const vsix = vsixPath(target);
	const stamp = path.join(cacheFolder, 'package', `${target}.sha256`);
	const contents = await fingerprint();
	if (existsSync(vsix) && existsSync(stamp) && readFileSync(stamp, 'utf8') === contents) return vsix;
	say(`packaging the extension for ${target}`);
	const folder = path.join(cacheFolder, 'package', target);
	await rm(folder, { recursive: true, force: true });
	await stageOwnFiles(folder);
	await stageNotices(folder, await stageNatives(folder, target));
	const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
	const args = [
		'package',
		'--target',
		target,
		'--out',
		vsix,
		'--allow-missing-repository',
		'--no-rewrite-relative-links',
	];
	await run(process.execPath, [vsce, ...args], { cwd: folder, env: npmEnvironment(), capture: true });
	const { size } = await stat(vsix);
	say(
		`${path.relative(root, vsix)}: ${(size / 2 ** 20).toFixed(1)} MB in ${seconds(performance.now() - start)}`,
	);
	if (size > largest) throw new PlainError(`Expected a VSIX of at most ${largest / 2 ** 20} MB.`);
	await writeFile(stamp, contents);
	return vsix;
}

function checkTarget(target) {
	if (!targets.includes(target)) {
		throw new PlainError(`Expected one of ${targets.join(', ')} for --target but received ${target}.`);
	}
	if (!existsSync(path.join(root, runtimeFolder(target)))) {
		const { version } = lockedPackages()['node_modules/onnxruntime-node'];
		throw new PlainError(
			`onnxruntime-node ${version} has no binary for ${target}, so there is no VSIX for it` +
				`${target === 'darwin-x64' ? ' (Macs with an Intel processor)' : ''}.`,
		);
	}
}

/** A hash of all that goes into a VSIX, so that one with the same contents is not made again. */
async function fingerprint() {
	const hash = createHash('sha256');
	const own = ['package.mjs', 'notices.mjs'].map((name) => path.join(root, 'src/dev', name));
	const files = ['package-lock.json', ...own];
	for (const entry of await ownEntries()) {
		const inside = await readdir(path.join(root, entry.path), { recursive: true, withFileTypes: true }).catch(
			notFolder,
		);
		if (!inside) files.push(entry.path);
		for (const file of inside ?? []) {
			const name = path.relative(root, path.join(file.parentPath, file.name)).replaceAll(path.sep, '/');
			if (file.isFile() && !entry.leave.test(name)) files.push(name);
		}
	}
	for (const file of files.sort())
		hash
			.update(file)
			.update('\0')
			.update(readFileSync(path.resolve(root, file)));
	return hash.digest('hex');
}

function notFolder(error) {
	if (error.code !== 'ENOTDIR') throw error;
	return undefined;
}

function runtimeFolder(target) {
	return `node_modules/onnxruntime-node/bin/napi-v6/${target.replace('-', '/')}`;
}

function manifest() {
	return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
}

function lockedPackages() {
	return JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
}

async function stageOwnFiles(folder) {
	await mkdir(folder, { recursive: true });
	const { devDependencies, scripts, private: isPrivate, ...kept } = manifest();
	await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(kept, undefined, '\t')}\n`);
	for (const { path: entry, leave } of await ownEntries()) {
		if (entry !== 'package.json') await stage(folder, entry, leave);
	}
}

/** All that goes into the VSIX, and nothing else: what is new is named here, or stays out. */
const shipped = [
	...['package.json', 'package.nls.json', 'package.nls.zh-cn.json', 'l10n'],
	...['README.md', 'CHANGELOG.md', 'SECURITY.md', 'SUPPORT.md', 'LICENSE', 'NOTICE.md', 'docs'],
	...[
		'media/icon.png',
		'media/activity.svg',
		'media/editor.png',
		'media/walkthrough',
		'media/schemas',
		'media/samples/still-life.jpg',
	],
	...[
		'dist/extension.cjs',
		'dist/inference.cjs',
		'dist/imaging.cjs',
		'dist/cli.cjs',
		'dist/webview.js',
		'dist/webview.css',
		'dist/alike.js',
		'dist/alike.css',
	],
	...['dist/codicon.ttf', 'models/catalogue.json'],
];

/** The files and folders of the repository that go into the VSIX, each with what is left out of it. */
async function ownEntries() {
	const entries = shipped.map((entry) => ({ path: entry, leave: /\.(map|mjs)$/ }));
	for (const pack of bundledPacks()) entries.push({ path: `models/${pack}`, leave: /\.(mjs|py)$/ });
	return entries.filter((entry) => existsSync(path.join(root, entry.path)));
}

/** The ids of the packs that are shipped: the default of the setting that names one, and those that name objects and parts. */
function bundledPacks() {
	const sections = [manifest().contributes.configuration].flat();
	const settings = Object.assign({}, ...sections.map(({ properties }) => properties));
	return [settings['strata.inference.pack'].default, 'ssdlite-coco', 'part-head'];
}

/** What the licences of all packages in the VSIX ask for, and the list of them. */
async function stageNotices(folder, packages) {
	await writeFile(path.join(folder, 'ThirdPartyNotices.txt'), notices(packages));
	const bill = sbom(packages, manifest(), bundledPacks());
	await writeFile(path.join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, undefined, '\t')}\n`);
}

/** @returns the packages that are in the VSIX */
async function stageNatives(folder, target) {
	const loaded = runtimePackages(natives);
	for (const entry of loaded) {
		// Sources, types and what only an installation needs stay out; so do the other platforms' binaries.
		const left = /\.(map|ts|cts|mts|md)$|\/(script|install|src)(\/|$)|onnxruntime-node\/bin\//;
		await stage(folder, entry, left, /\/LICEN[SC]E[^/]*$/i);
	}
	// The same file twice: the binding asks for libonnxruntime.1.dylib.
	await stage(folder, runtimeFolder(target), /libonnxruntime\.\d+\.\d+\.\d+\.dylib$/);
	await trimManifests(folder);
	return shippedPackages(loaded, await stageSharpBinaries(folder, target));
}

/** The folders of the packages that the extension loads at run time, with all that they need. */
function runtimePackages(names) {
	const locked = lockedPackages();
	const found = new Set();
	const visit = (name, from) => {
		const folder = [`${from}/node_modules/${name}`, `node_modules/${name}`].find((entry) => locked[entry]);
		if (!folder) throw new Error(`package-lock.json does not name ${name}, which ${from} needs.`);
		if (found.has(folder)) return;
		found.add(folder);
		for (const needed of Object.keys(locked[folder].dependencies ?? {})) {
			if (!installOnly.has(needed)) visit(needed, folder);
		}
	};
	for (const name of names) visit(name, '');
	return found;
}

/** Takes the install-time dependencies out of onnxruntime-node's manifest: vsce refuses what is not there. */
async function trimManifests(folder) {
	const file = path.join(folder, 'node_modules/onnxruntime-node/package.json');
	const { dependencies, scripts, ...kept } = JSON.parse(await readFile(file, 'utf8'));
	const left = Object.entries(dependencies).filter(([name]) => !installOnly.has(name));
	await writeFile(file, JSON.stringify({ ...kept, dependencies: Object.fromEntries(left) }, undefined, '\t'));
}

/** sharp's binary and its libvips: from node_modules where they are this platform's, else from npm. */
async function stageSharpBinaries(folder, target) {
	const locked = lockedPackages();
	const binary = `@img/sharp-${target}`;
	const needed = Object.keys(locked[`node_modules/${binary}`]?.optionalDependencies ?? {});
	const names = [binary, ...needed];
	const missing = names.filter((name) => !existsSync(path.join(root, 'node_modules', name)));
	const from = missing.length === 0 ? root : await fetchForeign(names, target);
	const folders = names.map((name) => `node_modules/${name}`);
	for (const entry of folders) await stage(folder, entry, /\.(ts|h)$|\/include(\/|$)/, undefined, from);
	return { from, folders };
}

/** Fetches the locked versions of another platform's packages, and checks that they are the locked ones. */
async function fetchForeign(names, target) {
	const locked = lockedPackages();
	const folder = path.join(cacheFolder, 'package', `npm-${target}`);
	const wanted = names.map((name) => `${name}@${locked[`node_modules/${name}`].version}`);
	const isThere = names.every((name) => existsSync(path.join(folder, 'node_modules', name)));
	if (!isThere) {
		say(`fetching ${wanted.join(' and ')}`);
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
		const [os, cpu] = target.split('-');
		// --force: npm refuses a foreign platform's package that is asked for by name.
		const platform = ['--force', `--os=${os}`, `--cpu=${cpu}`, ...(os === 'linux' ? ['--libc=glibc'] : [])];
		const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
		await npm(['install', ...quiet, ...platform, ...wanted], { cwd: folder, capture: true });
	}
	const fetched = JSON.parse(
		await readFile(path.join(folder, 'node_modules/.package-lock.json'), 'utf8'),
	).packages;
	for (const name of names) {
		const entry = `node_modules/${name}`;
		if (fetched[entry]?.integrity === locked[entry].integrity) continue;
		throw new PlainError(`npm gave another ${name} than package-lock.json names: delete ${folder}.`);
	}
	return folder;
}

/** Copies a file or folder to the same place in `folder`; leaves out what `leave` names, save what `keep` names. */
async function stage(folder, entry, leave, keep, from = root) {
	await cp(path.join(from, entry), path.join(folder, entry), {
		recursive: true,
		dereference: true,
		filter: (source) => {
			const inside = path.relative(from, source).replaceAll(path.sep, '/');
			return !leave.test(inside) || Boolean(keep?.test(inside));
		},
	});
}

await main(import.meta.url, async (args) => {
	const { values } = parseArgs({ args, options: { target: { type: 'string', default: here } } });

	await build();
	await packageExtension(values.target);
});
