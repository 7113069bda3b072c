import { resolve } from 'node:path';
import { Command } from 'commander';
import { type DatasetOptions, openDataset, withDatasetOptions, writeAndReport } from './datasetOptions';

/** `strata convert SOURCE TARGET`: from any format that Strata reads to any that it writes. */
export function convertCommand(): Command {
	const command = new Command('convert')
		.description('convert annotations from one format to another')
		.argument('<source>', 'file or folder of annotations')
		.argument('<target>', 'folder to write to; made where it is not there');
	return withDatasetOptions(command).action(convert);
}

async function convert(source: string, target: string, options: DatasetOptions): Promise<void> {
	const { dataset, losses } = await openDataset(resolve(source), options);
	await writeAndReport(dataset, resolve(target), losses, options);
}
