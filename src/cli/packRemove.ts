import { dirname } from 'node:path';
import { installedPacks } from '../packs/install/installedPacks';
import { removePack } from '../packs/install/removePack';
import { CliError, exitCodes } from './exitCodes';
import { ownPacks } from './inferenceOptions';
import type { PacksOption } from './packsOption';

/** `strata pack remove ID…`: all that are named can be removed, or none is. */
export async function removePacks(ids: readonly string[], { packs }: PacksOption): Promise<void> {
	const along = await installedPacks([ownPacks]);
	const installed = await installedPacks([packs]);
	const found = ids.map((id) => {
		if (along.some((pack) => pack.id === id)) {
			throw new CliError(exitCodes.usage, `“${id}” comes with Strata and stays.`);
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
		process.stdout.write(`${id} removed from ${packs}\n`);
	}
}
