import { dirname } from 'node:path';
import { installedPacks } from '../packs/install/installedPacks';
import { removePack } from '../packs/install/removePack';
import { CliError, exitCodes } from './exitCodes';
import { bundledPacksFolder, type PacksOption } from './inferenceOptions';
import { printJson, report } from './output';

/** `strata pack remove ID…`: all of them, or none where one cannot be removed. */
export async function removePacks(
	ids: readonly string[],
	{ packs, json }: PacksOption & { readonly json?: true },
): Promise<void> {
	const bundled = await installedPacks([bundledPacksFolder]);
	const installed = await installedPacks([packs]);
	const found = ids.map((id) => {
		if (bundled.some((pack) => pack.id === id)) {
			throw new CliError(exitCodes.usage, `“${id}” is bundled with Strata and cannot be removed.`);
		}
		const pack = installed.find((one) => one.id === id);
		if (pack) return pack;
		const names = installed.map((one) => one.id).join(', ') || 'none';
		throw new CliError(
			exitCodes.usage,
			`Expected a pack that is installed in ${packs} (${names}) but received ${id}.`,
		);
	});
	for (const { id, folder } of found) {
		await removePack(dirname(folder), id);
		if (json) printJson({ removed: id, folder });
		else report(`${id} removed from ${packs}\n`);
	}
}
