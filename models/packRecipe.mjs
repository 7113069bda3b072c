// What the recipes have in common: files that pack.json names are made, and checked against what it says of them.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from './minisam.mjs';

/**
 * Makes a pack's files where they are not there yet and says how it went. The bytes are the same on every machine:
 * pack.json names their checksums, and `--update` writes those anew.
 *
 * @param recipe the recipe's `import.meta.url`
 * @param graphs gives, for what pack.json says, each of its graphs with a function that makes its bytes; without a
 * function the file is one that git keeps
 */
export function runRecipe(recipe, graphs) {
	const folder = dirname(fileURLToPath(recipe));
	const name = `models/${basename(folder)}`;
	try {
		console.log(`${name}: ${build(folder, graphs, process.argv.includes('--update'))}`);
	} catch (error) {
		console.error(`${name}: ${error.message}`);
		process.exitCode = 1;
	}
}

function build(folder, graphs, update) {
	const packFile = join(folder, 'pack.json');
	const pack = JSON.parse(readFileSync(packFile, 'utf8'));
	const isCurrent = ([{ file, sha256: expected }]) => {
		const path = join(folder, file);
		return existsSync(path) && sha256(readFileSync(path)) === expected;
	};
	const parts = graphs(pack);
	if (!update && parts.every(isCurrent)) return 'up to date';
	for (const [graph, make] of parts) {
		const file = join(folder, graph.file);
		const bytes = make ? make() : readFileSync(file);
		const found = sha256(bytes);
		if (update) graph.sha256 = found;
		else if (found !== graph.sha256) {
			throw new Error(
				`Expected ${graph.file} to ${make ? 'come out with' : 'have'} the SHA-256 ${graph.sha256} but it has ${found}: ` +
					`${make ? 'the recipe' : 'the file'} was changed. Run the recipe with --update if that was meant.`,
			);
		}
		if (make) write(file, bytes);
	}
	if (update) write(packFile, `${JSON.stringify(pack, null, '\t')}\n`);
	return 'built';
}

/** Written beside and renamed, so that a build cut short leaves no half file. */
function write(file, bytes) {
	writeFileSync(`${file}.part`, bytes);
	renameSync(`${file}.part`, file);
}
