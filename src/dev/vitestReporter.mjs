// Counts what vitest ran, for the last line of `npm test`: vitest's own summary counts files that failed to load apart.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes `{ [file]: { passed, failed, skipped: [{ name, reason }] } }` to the file that $STRATA_TEST_COUNTS names; errors
 * outside of all tests are counted under the name ''.
 */
export default class CountingReporter {
	onTestRunEnd(modules, unhandledErrors) {
		const counts = { '': { passed: 0, failed: unhandledErrors.length, skipped: [] } };
		for (const module of modules) counts[module.relativeModuleId] = countModule(module);
		const file = process.env.STRATA_TEST_COUNTS;
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, JSON.stringify(counts));
	}
}

function countModule(module) {
	// A file that does not load has no tests to fail.
	const counts = { passed: 0, failed: module.errors().length, skipped: [] };
	for (const test of module.children.allTests()) countTest(test, counts);
	for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
	return counts;
}

function countTest(test, counts) {
	const { state, note } = test.result();
	if (state === 'passed') counts.passed++;
	else if (state === 'skipped') counts.skipped.push({ name: test.fullName, reason: note });
	// Pending at the end: the run was cut off.
	else counts.failed++;
}
