// What the licences of the shipped packages ask for: ThirdPartyNotices.txt with their texts, and an SBOM that lists them.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './shell.mjs';

/** Written by esbuild.mjs. */
const bundledPackages = path.join(root, 'dist-dev/packages.json');

const licenceName = /^(licen[sc]es?|copying|notices?|third-?party-?notices?)([-_.].*)?$/i;

/** Texts for packages that have none in their npm package, by licence. */
const missingTexts = {
	'onnxruntime-node': ['src/dev/licences/onnxruntime-MIT.txt'],
	'onnxruntime-common': ['src/dev/licences/onnxruntime-MIT.txt'],
	'@nodable/entities': ['src/dev/licences/nodable-MIT.txt'],
	// The LGPL is a set of additions to the GPL.
	'LGPL-3.0-or-later': ['src/dev/licences/LGPL-3.0-or-later.txt', 'src/dev/licences/GPL-3.0.txt'],
};

/**
 * The packages in a VSIX, sorted by name and without those that are there twice.
 *
 * @param {Iterable<string>} folders such as `node_modules/zod`, relative to `from`
 */
function packagesIn(folders, from) {
	const found = new Map();
	for (const folder of folders) {
		const { name, version, license } = readJson(path.join(from, folder, 'package.json'));
		found.set(`${name}@${version}`, { name, version, licence: license, folder: path.join(from, folder) });
	}
	return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/**
 * All packages of a VSIX: those in the bundles, those that it loads, and the binaries of its platform.
 *
 * @param {Iterable<string>} loaded folders of packages that the extension loads at run time
 * @param {{ from: string, folders: Iterable<string> }} binaries folders of sharp's binaries, and where these are
 */
export function shippedPackages(loaded, binaries) {
	const folders = new Set([...readJson(bundledPackages), ...loaded]);
	return [...packagesIn(folders, root), ...packagesIn(binaries.folders, binaries.from)];
}

/** The licence texts of packages; an Error names those that have none. */
export function notices(packages) {
	const texts = packages.map((one) => ({ ...one, texts: licenceTexts(one) }));
	const without = texts
		.filter((one) => one.texts.length === 0)
		.map(({ name, licence }) => `${name} (${licence})`);
	if (without.length > 0) {
		throw new Error(`No licence text was found for ${without.join(', ')}. Add one to src/dev/licences.`);
	}
	const head =
		'Strata contains the following packages. Their licences follow; the models have theirs beside them.';
	const parts = texts.map(({ name, version, licence, texts }) =>
		[`${name} ${version}`, `Licence: ${licence}`, '', ...texts].join('\n'),
	);
	return `${[head, ...parts].join(`\n\n${'='.repeat(80)}\n\n`)}\n`;
}

function licenceTexts({ name, licence, folder }) {
	const files = readdirSync(folder)
		.filter((file) => licenceName.test(file))
		.sort();
	const own = files.map((file) => path.join(folder, file));
	const added = (missingTexts[name] ?? missingTexts[licence] ?? []).map((file) => path.join(root, file));
	return (own.length > 0 ? own : added).map((file) => readFileSync(file, 'utf8').trimEnd());
}

/** A CycloneDX document of the packages and of the bundled models. */
export function sbom(packages, { name, version }, packs) {
	const locked = readJson(path.join(root, 'package-lock.json')).packages;
	const libraries = packages.map((one) => {
		const entry = locked[`node_modules/${one.name}`];
		return component(one, entry?.version === one.version ? entry.integrity : undefined);
	});
	const components = [...libraries, ...packs.map(model)];
	return {
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		version: 1,
		metadata: {
			component: { type: 'application', 'bom-ref': name, name, version, licenses: licences('MIT') },
		},
		components,
		dependencies: [{ ref: name, dependsOn: components.map((one) => one['bom-ref']) }],
	};
}

function component({ name, version, licence }, integrity) {
	const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
	return {
		type: 'library',
		'bom-ref': purl,
		name,
		version,
		purl,
		licenses: licences(licence),
		...(integrity?.startsWith('sha512-') && {
			hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }],
		}),
	};
}

/** A plain SPDX id, or an expression such as “MIT OR Apache-2.0”. */
const licences = (licence) => [/\s/.test(licence) ? { expression: licence } : { license: { id: licence } }];

function model(pack) {
	const manifest = readFileSync(path.join(root, 'models', pack, 'pack.json'));
	const { id, name, licence } = JSON.parse(manifest);
	return {
		type: 'machine-learning-model',
		'bom-ref': `model:${id}`,
		name,
		licenses: licences(licence),
		hashes: [{ alg: 'SHA-256', content: createHash('sha256').update(manifest).digest('hex') }],
	};
}

function readJson(file) {
	if (!existsSync(file)) throw new Error(`There is no ${path.relative(root, file)}: run \`npm run build\`.`);
	return JSON.parse(readFileSync(file, 'utf8'));
}
