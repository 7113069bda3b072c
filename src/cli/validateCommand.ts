import { Command } from 'commander';
import type { Dataset } from '../dataset/dataset';
import { Losses } from '../dataset/losses';
import { type Problem, validateDataset } from '../dataset/validateDataset';
import {
	openDataset,
	printReport,
	reportLosses,
	type SourceOptions,
	withSourceOptions,
} from './datasetOptions';
import { CliError, exitCodes } from './exitCodes';
import { lines } from './output';
import { ProgressLine } from './progressLine';

/** `strata validate SOURCE…`: for a build that must stop at broken annotations. */
export function validateCommand(): Command {
	const command = new Command('validate')
		.description('check datasets; exit code 8 where one has an error')
		.argument('<sources...>', 'files or folders of annotations');
	return withSourceOptions(command).action(validate);
}

async function validate(sources: readonly string[], options: SourceOptions): Promise<void> {
	const losses = new Losses();
	const problems: (Problem & { readonly source: string })[] = [];
	let images = 0;
	const progress = new ProgressLine('Checking');
	for (const source of sources) {
		try {
			const { dataset } = await openDataset(source, options, losses);
			const counted = countImages(dataset, () => progress.show(`${++images} images`));
			for await (const problem of validateDataset(counted)) problems.push({ source, ...problem });
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			problems.push({ source, message: error.message, severity: 'error' });
		}
	}
	progress.end();
	const errors = problems.filter(({ severity }) => severity === 'error').length;
	if (!options.json) process.stderr.write(lines(problems.map(sentence)));
	const summary = `${images} images: ${errors} errors, ${problems.length - errors} warnings`;
	printReport({ valid: errors === 0, images, problems, losses }, summary, options);
	if (errors > 0) throw new CliError(exitCodes.dataset, 'The dataset is not valid.');
	reportLosses(losses, options);
}

const sentence = ({ source, image, message, severity }: Problem & { readonly source: string }) =>
	`${severity}: ${image === undefined ? source : `${source}, ${image}`}: ${message}`;

function countImages(dataset: Dataset, onImage: () => void): Dataset {
	return {
		...dataset,
		async *images() {
			for await (const image of dataset.images()) {
				onImage();
				yield image;
			}
		},
	};
}
