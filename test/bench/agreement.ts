import path from 'node:path';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { agreementOn, agrees, limits, readGolden } from '../inference/golden';

/**
 * `npm run agreement -- PACK GOLDEN`: whether a pack says in Node what PyTorch said, for what `python -m strata_export
 * golden` wrote. Prints a line for each picture; ends with 1 where one is outside the limits.
 */
async function main([pack, golden]: readonly string[]): Promise<void> {
	if (!pack || !golden) throw new Error('Expected the folder of a pack and that of golden.json.');
	const folder = path.resolve(pack);
	const model = openModel(await findPack([path.dirname(folder)], path.basename(folder)), onnxRuntime('cpu'));
	const said = await readGolden(path.resolve(golden));
	console.error(`limits: ${JSON.stringify(limits)}`);
	for (const of of said.cases) {
		const found = await agreementOn(model, said, of);
		const clicks = of.prompts.map((prompt) => prompt.clicks.length).join(', ');
		process.stdout.write(`${of.width} × ${of.height} px, ${clicks} clicks: ${JSON.stringify(found)}\n`);
		if (!agrees(found)) process.exitCode = 1;
	}
	await model.release();
}

main(process.argv.slice(2)).catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
