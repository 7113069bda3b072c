import { Command } from 'commander';
import type { Dataset } from '../dataset/dataset';
import { Losses } from '../dataset/losses';
import { mergeDatasets } from '../dataset/selectDataset';
import { openDataset, type TargetOptions, withTargetOptions, writeAndReport } from './datasetOptions';

interface MergeOptions extends TargetOptions {
	readonly into: string;
}

/** `strata merge SOURCE… --into TARGET --to FORMAT`: several datasets, of any formats, as one. */
export function mergeCommand(): Command {
	const command = new Command('merge')
		.description('join datasets, of one format or of several; categories of one name become one')
		.argument('<sources...>', 'files or folders of annotations')
		.requiredOption('--into <folder>', 'folder to write to; made where it is not there');
	return withTargetOptions(command).action(async (sources: readonly string[], options: MergeOptions) => {
		const losses = new Losses();
		const datasets: Dataset[] = [];
		for (const source of sources) datasets.push((await openDataset(source, options, losses)).dataset);
		await writeAndReport(mergeDatasets(datasets), options.into, losses, options);
	});
}
