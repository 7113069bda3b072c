// `npm test [-- checks|unit|inference|vscode|cluster …]`: all checks and tests (those on a cluster only when asked for), and one line at the end that sums them.
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { ensureOtherPrograms } from './otherPrograms.mjs';
import { packageExtension } from './package.mjs';
import { setup } from './setup.mjs';
import { attempt, main, PlainError, root, say, seconds } from './shell.mjs';
import { ensureSlurm } from './slurm.mjs';

const checks = {
	'biome (style)': ['@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off'],
	'tsc src/shared': ['typescript/bin/tsc', '-p', 'src/shared'],
	'tsc src': ['typescript/bin/tsc', '-p', 'src'],
	'tsc webview': ['typescript/bin/tsc', '-p', 'webview'],
	'tsc test': ['typescript/bin/tsc', '-p', 'test'],
	'dependency-cruiser (import arrows)': [
		'dependency-cruiser/bin/dependency-cruise.mjs',
		...['--no-progress', 'src', 'webview', 'test'],
	],
	'knip (unused code)': ['knip/bin/knip.js', '--no-progress', '--no-config-hints'],
};

const parts = ['checks', 'unit', 'inference', 'vscode', 'cluster'];

const sum = { passed: 0, failed: 0, skipped: 0 };

/** Runs one step, prints how it ended and how long it took, and gives what it gave; undefined where it failed. */
async function step(name, action) {
	const start = performance.now();
	try {
		const result = await action();
		say(`${name}: done in ${seconds(performance.now() - start)}`);
		return result ?? true;
	} catch (error) {
		sum.failed++;
		console.error(error instanceof PlainError ? error.message : error);
		say(`${name}: FAILED after ${seconds(performance.now() - start)}`);
		return undefined;
	}
}

async function check(name, [script, ...args]) {
	await step(name, async () => {
		const file = path.join(root, 'node_modules', script);
		const { code, output } = await attempt(process.execPath, [file, ...args], { capture: true });
		if (code !== 0) throw new PlainError(output.trimEnd());
		sum.passed++;
	});
}

/** Runs a vitest project and adds its tests to the sum; no test at all is a failure. */
async function tests(project, env = {}) {
	await step(`vitest ${project}`, async () => add(project, await vitest(project, [], env)));
}

/**
 * Runs a vitest project.
 * @param files those of its test files to run; empty: all
 */
async function vitest(project, files, env) {
	const counts = path.join(root, 'test/output', `counts-${project}.json`);
	await rm(counts, { force: true });
	const reporters = ['default', path.join(root, 'src/dev/vitestReporter.mjs')];
	const { code } = await attempt(
		process.execPath,
		[
			path.join(root, 'node_modules/vitest/vitest.mjs'),
			...['run', '--project', project, ...reporters.map((reporter) => `--reporter=${reporter}`)],
			...files,
		],
		{ env: { ...process.env, ...env, STRATA_TEST_COUNTS: counts } },
	);
	if (existsSync(counts)) return JSON.parse(readFileSync(counts, 'utf8'));
	throw new PlainError(`vitest ended with exit code ${code} before it counted its tests.`);
}

function add(project, counts) {
	let ran = 0;
	for (const { passed, failed, skipped } of Object.values(counts)) {
		sum.passed += passed;
		sum.failed += failed;
		sum.skipped += skipped.length;
		ran += passed + failed;
		for (const { name, reason } of skipped) say(`skipped: ${name}${reason ? ` (${reason})` : ''}`);
	}
	if (ran === 0 && project !== 'cluster')
		throw new PlainError(`Expected tests in test/${project} but found none that ran.`);
}

/**
 * The tests in VS Code. Files with a failure run again, in a fresh window: on a busy machine a whole window can stand
 * still for seconds. What passes only then is said, so that it is looked into.
 */
async function vscodeTests(env) {
	await step('vitest vscode', async () => {
		const counts = await vitest('vscode', [], env);
		const failedFiles = () => Object.keys(counts).filter((file) => file !== '' && counts[file].failed > 0);
		for (let attempt = 2; attempt <= 3 && failedFiles().length > 0; attempt++) {
			say(`once more: ${failedFiles().join(', ')}`);
			const again = await vitest('vscode', failedFiles(), env);
			for (const file of failedFiles().filter((one) => again[one]?.failed === 0)) {
				say(`passed only at attempt ${attempt}: ${file} (${counts[file].failed} failed at first)`);
				counts[file] = again[file];
			}
		}
		add('vscode', counts);
	});
}

async function testInVSCode(chromium) {
	const server = await step('code-server', ensureCodeServer);
	const vsix = await step('package', () => packageExtension());
	if (!chromium || !server || !vsix) return say('vitest vscode: not run, since a step that it needs failed');
	return vscodeTests({ CHROME_PATH: chromium, STRATA_VSIX: vsix });
}

await main(import.meta.url, async (args) => {
	const unknown = args.find((part) => !parts.includes(part));
	if (unknown) throw new PlainError(`Expected some of ${parts.join(', ')} but received ${unknown}.`);
	const wants = (part) => args.length === 0 || args.includes(part);
	const start = performance.now();
	await runParts(wants, args.includes('cluster'));
	say(`all in ${seconds(performance.now() - start)}`);
	console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
	process.exitCode = sum.failed > 0 ? 1 : 0;
});

async function runParts(wants, isCluster) {
	if (!(await step('setup', setup))) return;
	// Before the inference tests: those of WebGPU use its Vulkan driver.
	const chromium = wants('vscode') && (await step('Chromium', ensureChromium));
	const isBuilt = await step('build', build);
	if (wants('checks')) {
		for (const [name, command] of Object.entries(checks)) await check(name, command);
	}
	if (wants('unit')) {
		await step('other programs', ensureOtherPrograms);
		await tests('unit');
	}
	if (wants('inference')) await tests('inference');
	if (wants('vscode') && isBuilt) await testInVSCode(chromium);
	if (isCluster && isBuilt) {
		await step('Slurm', ensureSlurm);
		await tests('cluster');
	}
}
