import { Command } from 'commander';
import { openDataset, type TargetOptions, withTargetOptions, writeAndReport } from './datasetOptions';

/** `strata convert SOURCE TARGET --to FORMAT`: from any format that Strata reads to any that it writes. */
export function convertCommand(): Command {
	const command = new Command('convert')
		.description('convert annotations from one format to another')
		.argument('<source>', 'file or folder of annotations')
		.argument('<target>', 'folder to write to; made where it is not there');
	return withTargetOptions(command).action(async (source: string, target: string, options: TargetOptions) => {
		const { dataset, losses } = await openDataset(source, options);
		await writeAndReport(dataset, target, losses, options);
	});
}

/** `strata export FOLDER TARGET --to FORMAT`: what Strata kept beside the images of a folder. */
export function exportCommand(): Command {
	const command = new Command('export')
		.description('write the masks beside the images of a folder as a dataset')
		.argument('<folder>', 'folder of images with masks, or one image')
		.argument('<target>', 'folder to write to; made where it is not there');
	return withTargetOptions(command).action(async (source: string, target: string, options: TargetOptions) => {
		const { dataset, losses } = await openDataset(source, { ...options, from: 'strata' });
		await writeAndReport(dataset, target, losses, options);
	});
}

const halves = [
	{ name: 'train', share: 0.8 },
	{ name: 'val', share: 0.2 },
];

/** `strata split SOURCE TARGET`: the same format, with the images divided by chance. */
export function splitCommand(): Command {
	const command = new Command('split')
		.description('divide a dataset into parts by chance (train=0.8,val=0.2 unless --parts says otherwise)')
		.argument('<source>', 'file or folder of annotations')
		.argument('<target>', 'folder to write to; made where it is not there');
	return withTargetOptions(command).action(async (source: string, target: string, options: TargetOptions) => {
		const { dataset, format, losses } = await openDataset(source, options);
		const { to = format.description.id, parts = halves } = options;
		await writeAndReport(dataset, target, losses, { ...options, to, parts });
	});
}
