// Counts what vitest ran, for the last line of `npm test`: vitest's own summary counts files that failed to load apart.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes `{ passed, failed, skipped: [{ name, reason }] }` to the file that $STRATA_TEST_COUNTS names. */
export default class CountingReporter {
	onTestRunEnd(modules, unhandledErrors) {
		const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
		for (const module of modules) {
			// A file that does not load has no tests to fail.
			counts.failed += module.errors().length;
			for (const test of module.children.allTests()) count(test, counts);
			for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
		}
		const file = process.env.STRATA_TEST_COUNTS;
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, JSON.stringify(counts));
	}
}

function count(test, counts) {
	const { state, note } = test.result();
	if (state === 'passed') counts.passed++;
	else if (state === 'skipped') counts.skipped.push({ name: test.fullName, reason: note });
	// Pending at the end: the run was cut off.
	else counts.failed++;
}
