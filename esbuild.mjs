// One table of what is built: run by src/dev/build.mjs, or alone with `node esbuild.mjs`.
import { mkdir, writeFile } from 'node:fs/promises';
import { build, context } from 'esbuild';

const node = { platform: 'node', format: 'cjs', target: 'node20' };
const browser = { platform: 'browser', format: 'esm', target: 'chrome120' };
/** What is not shipped lies apart, so that none of it can get into the VSIX. */
const dev = 'dist-dev';
/** Packages whose main file is UMD, whose requires cannot be bundled. */
const umd = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };
const natives = ['onnxruntime-node', 'sharp'];

/** The page may load no other script than its own: that of its thread is a text in it. */
async function threadSource() {
	const entry = { ...browser, format: 'iife', entryPoints: ['webview/edits/previewThread.ts'] };
	const { outputFiles } = await build({ ...entry, bundle: true, minify: true, write: false });
	return outputFiles[0].text;
}

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
	{
		...node,
		entryPoints: ['src/extension.ts'],
		outfile: 'dist/extension.cjs',
		external: ['vscode', ...natives],
	},
	{ ...node, entryPoints: ['src/inference/main.ts'], outfile: 'dist/inference.cjs', external: natives },
	{ ...node, entryPoints: ['src/imaging/worker/main.ts'], outfile: 'dist/imaging.cjs', external: natives },
	{
		...node,
		entryPoints: ['src/cli/main.ts'],
		outfile: 'dist/cli.cjs',
		external: natives,
		// Packages made as ES modules ask where they are.
		banner: {
			js: "#!/usr/bin/env node\nconst moduleUrl = require('node:url').pathToFileURL(__filename).href;",
		},
		define: { 'import.meta.url': 'moduleUrl' },
	},
	{ ...node, entryPoints: ['test/bench/eval.ts'], outfile: `${dev}/eval.cjs`, external: natives },
	{ ...node, entryPoints: ['test/bench/imaging.ts'], outfile: `${dev}/imaging.cjs`, external: natives },
	{ ...node, entryPoints: ['test/bench/names.ts'], outfile: `${dev}/names.cjs`, external: natives },
	{
		...node,
		entryPoints: ['test/bench/partDescriptors.ts'],
		outfile: `${dev}/partDescriptors.cjs`,
		external: natives,
		alias: umd,
	},
	{ ...node, entryPoints: ['test/bench/alike.ts'], outfile: `${dev}/alike.cjs`, external: natives },
	{
		...node,
		entryPoints: ['test/bench/everything.ts'],
		outfile: `${dev}/everything.cjs`,
		external: natives,
		alias: umd,
	},
	{ ...node, entryPoints: ['test/bench/validationClicks.ts'], outfile: `${dev}/validationClicks.cjs` },
	{
		...node,
		entryPoints: ['test/bench/clickFigures.ts'],
		outfile: `${dev}/clickFigures.cjs`,
		external: natives,
	},
	{
		...node,
		entryPoints: ['test/bench/bench.ts'],
		outfile: `${dev}/bench.cjs`,
		external: [...natives, 'playwright-core'],
	},
	{
		...node,
		entryPoints: ['test/bench/scale.ts'],
		outfile: `${dev}/scale.cjs`,
		external: [...natives, 'playwright-core'],
	},
	{ ...browser, entryPoints: ['test/bench/framesPage.ts'], outfile: `${dev}/framesPage.js` },
	{
		...browser,
		entryPoints: ['test/bench/largePicturePage.ts'],
		outfile: `${dev}/largePicturePage.js`,
	},
	{ ...browser, entryPoints: ['test/bench/strokePage.ts'], outfile: `${dev}/strokePage.js` },
	{ ...node, entryPoints: ['test/fuzz/main.ts'], outfile: `${dev}/fuzz.cjs`, external: natives },
	{
		...node,
		entryPoints: ['test/bench/reliability/main.ts'],
		outfile: `${dev}/reliability.cjs`,
		external: natives,
		// Listing images needs a little of VS Code's API; the rest of it is never called.
		alias: { ...umd, vscode: './test/bench/reliability/vscodeOnDisk.ts' },
		logOverride: { 'import-is-undefined': 'silent' },
	},
	{ ...browser, entryPoints: ['test/bench/minisamPage.ts'], outfile: `${dev}/minisamPage.js` },
	{ ...node, entryPoints: ['test/bench/frugal.ts'], outfile: `${dev}/frugal.cjs`, external: natives },
	{ ...node, entryPoints: ['test/bench/junk.ts'], outfile: `${dev}/junk.cjs`, external: natives, alias: umd },
	{ ...node, entryPoints: ['test/bench/packCost.ts'], outfile: `${dev}/packCost.cjs`, external: natives },
	{
		...node,
		entryPoints: ['test/bench/agreement.ts'],
		outfile: `${dev}/agreement.cjs`,
		external: natives,
	},
	{
		...node,
		entryPoints: ['test/desktop/smoke.ts'],
		outfile: `${dev}/desktopTest.cjs`,
		external: ['vscode'],
	},
	{
		...browser,
		entryPoints: ['webview/main.ts'],
		outfile: 'dist/webview.js',
		loader: { '.ttf': 'file' },
		assetNames: '[name]',
		define: { previewThreadSource: JSON.stringify(await threadSource()) },
	},
	{ ...browser, entryPoints: ['webview/alike.ts'], outfile: 'dist/alike.js' },
];

const shared = {
	bundle: true,
	sourcemap: true,
	minifyWhitespace: true,
	minifySyntax: true,
	logLevel: 'warning',
	alias: umd,
	logOverride: { 'import-is-undefined': 'error' },
	tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
};

if (process.argv.includes('--watch')) {
	for (const options of bundles) await (await context({ ...shared, ...options })).watch();
} else {
	const results = await Promise.all(
		bundles.map((options) => build({ ...shared, ...options, metafile: options.outfile.startsWith('dist/') })),
	);
	await writePackages(results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})));
}

/** Lists the folders of the packages whose code is in what is shipped: for their licences and the SBOM. */
async function writePackages(inputs) {
	const folders = inputs.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
	const packages = [...new Set(folders.filter(Boolean))].sort();
	await mkdir(dev, { recursive: true });
	await writeFile(`${dev}/packages.json`, `${JSON.stringify(packages, null, '\t')}\n`);
}
