import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

const vsix = process.env.STRATA_VSIX;
if (!vsix) throw new Error('STRATA_VSIX has to name the VSIX: run `npm test -- vscode`.');
const files = new Map(
	Object.entries(unzipSync(readFileSync(vsix)))
		.filter(([name]) => name.startsWith('extension/') && !name.endsWith('/'))
		.map(([name, bytes]) => [name.slice('extension/'.length), bytes]),
);
const text = (name: string) => new TextDecoder().decode(files.get(name));
const markdown = (name: string) =>
	[...files.keys()].find((file) => file.toLowerCase() === name.toLowerCase())!;

/** All that may be in the VSIX. What is new is added here too, or stays out. */
const allowed = [
	/^package(\.nls(\.[a-z-]+)?)?\.json$/,
	/^(readme|changelog|security|support|notice)\.md$/i,
	/^(license|thirdpartynotices)(\.txt|\.md)?$/i,
	/^sbom\.cdx\.json$/,
	/^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
	/^docs\/[\w-]+\.md$/,
	/^media\/(icon|editor)\.png$/,
	/^media\/activity\.svg$/,
	/^media\/(walkthrough|schemas)\/[\w.-]+$/,
	/^media\/samples\/still-life\.jpg$/,
	/^dist\/(extension|inference|imaging|cli)\.cjs$/,
	/^dist\/((webview|alike)\.(js|css)|codicon\.ttf)$/,
	/^models\/catalogue\.json$/,
	/^models\/(strata-s|ssdlite-coco|part-head)\/(pack\.json|[\w.-]+\.onnx|LICENSE|NOTICE|README\.md)$/,
	/^node_modules\/(onnxruntime-(node|common)|sharp|semver|detect-libc|@img\/(colour|sharp-[\w-]+))\//,
];

describe('the VSIX', () => {
	it('has what it needs and nothing else', () => {
		const others = [...files.keys()].filter((name) => !allowed.some((pattern) => pattern.test(name)));
		expect(others).toEqual([]);
		for (const part of ['inference', 'imaging']) expect(files.has(`dist/${part}.cjs`)).toBe(true);
		expect([...files.keys()].filter((name) => /\.(map|ts|onnx\.data)$/.test(name))).toEqual([]);
	});

	it('has the licences of all packages in it, and lists them', () => {
		const notices = text('ThirdPartyNotices.txt');
		const sbom = JSON.parse(text('sbom.cdx.json'));
		const names: string[] = sbom.components.map(({ name }: { name: string }) => name);
		const loaded = [...files.keys()]
			.map((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1])
			.filter((name) => name !== undefined);
		expect(names).toEqual(
			expect.arrayContaining([
				...new Set(loaded),
				'zod',
				'lit',
				'commander',
				'Strata S',
				'SSDLite MobileNetV2',
			]),
		);
		for (const { type, name, version, licenses } of sbom.components) {
			expect(licenses[0].license?.id ?? licenses[0].expression, name).toBeTruthy();
			if (type === 'library') expect(notices, name).toContain(`\n${name} ${version}\n`);
		}
		for (const part of ['GNU LESSER GENERAL PUBLIC LICENSE', 'Microsoft Corporation', 'Apache License']) {
			expect(notices).toContain(part);
		}
	});

	it('has every file that its pages link to', () => {
		for (const page of ['readme.md', 'changelog.md', 'security.md', 'support.md'].map(markdown)) {
			if (page === undefined) continue;
			const links = [...text(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!);
			// vsce writes the names of some pages in lower case.
			const dead = links.filter((link) => !/^[a-z]+:/.test(link) && !markdown(link.replace(/^\.\//, '')));
			expect(dead, `${page} of ${basename(vsix)}`).toEqual([]);
		}
	});
});
