import { Command, Option } from 'commander';
import { withCategoryOptions } from '../categoryOptions';
import { failPlainly, readableFormats } from '../datasetOptions';
import { levelOrAllOf, withEverythingOptions } from '../everythingOptions';
import { CliError, exitCodes } from '../exitCodes';
import { imagesBelow } from '../imageArguments';
import { ImageSession } from '../imageSession';
import { type InferenceOptions, withInferenceOptions } from '../inferenceOptions';
import { withNameOptions } from '../nameOptions';
import { lines, note, printJson, report } from '../output';
import { BatchProgress } from './batchProgress';
import { type AskOptions, batchSource } from './batchSource';
import { BoxSource } from './boxSource';
import { type BatchReport, runBatch } from './runBatch';
import { shardOf } from './shard';

interface BatchCommandOptions extends AskOptions, InferenceOptions {
	readonly json?: true;
}

const promptFileHelp = `
A prompt file names images by their paths from the folder. A CSV table has a row for each point or box:
  image            the image
  x,y[,positive]   a point; positive is 0 where the point is not on the thing
  x0,y0,x1,y1      a box
  thing            rows of an image with the same value here are one thing (default: each row is one)
  category, kind, level
JSON is a list of things:
  [{"image": "a.jpg", "prompts": [{"type": "point", "x": 10, "y": 20}], "category": "cat"}, …]`;

/** `strata batch FOLDER…`: many images unattended; killed and run again, it goes on where it was. */
export function batchCommand(): Command {
	const command = new Command('batch')
		.description(
			'segment many images unattended, into their sidecars; a run that was stopped or killed goes on when it is repeated',
		)
		.argument('<folder...>', 'folders with all that is below them, image files, or patterns such as "*.jpg"')
		.option('--everything', 'find all masks of each image')
		.option(
			'--prompts <file>',
			'find the things that a .csv or .json file names, at points and boxes (see below)',
		)
		.option('--boxes <annotations>', 'find the things in the boxes of another tool’s annotations')
		.addOption(
			new Option('--from <format>', 'format of --boxes (default: recognized)').choices(readableFormats),
		)
		.option('--shard <i/n>', 'only one of n parts of the images, such as 1/4: for several machines', shardOf)
		.option(
			'-l, --level <n>',
			'take the masks of this level (1 is the finest), or all (default: all, or of prompts and boxes the best one)',
			levelOrAllOf,
		)
		.option('--json', 'print the report as JSON');
	withCategoryOptions(
		withNameOptions(withEverythingOptions(command)),
		{ kind: 'object' },
		'category of what is added (default: uncategorised; of prompts and boxes what their file says, or object)',
	);
	return withInferenceOptions(command, { keepsFeatures: false })
		.addHelpText('after', promptFileHelp)
		.action(segmentBatch);
}

async function segmentBatch(names: readonly string[], options: BatchCommandOptions): Promise<void> {
	const source = await batchSource(await imagesBelow(names), options);
	const session = new ImageSession(options, { addsMasks: true });
	const stopping = stoppedBySignals();
	const progress = new BatchProgress();
	try {
		const done = await failPlainly(() =>
			runBatch(source, { session, signal: stopping.signal, onProgress: (state) => progress.show(state) }),
		);
		progress.end();
		const unmatched = source instanceof BoxSource ? source.unmatched : 0;
		if (options.json) printJson({ ...done, unmatched });
		else report(lines(sentencesOf(done, unmatched)));
		process.stderr.write(lines(done.failures.map(({ image, message }) => `${image}: ${message}`)));
		if (stopping.signal.aborted) {
			throw new CliError(exitCodes.failed, 'Stopped. The same command goes on from there.');
		}
		const { failures, images } = done;
		if (failures[0]) {
			throw new CliError(failures[0].exitCode, `${failures.length} of ${images} images failed.`);
		}
	} finally {
		progress.end();
		stopping.dispose();
	}
}

/** Ctrl+C, or a cluster that takes the machine away: the first signal ends the batch, the second one the process. */
function stoppedBySignals(): { readonly signal: AbortSignal; dispose(): void } {
	const controller = new AbortController();
	const stop = () => {
		note('Stopping after the present image. Press Ctrl+C again to stop at once; nothing is lost either way.');
		controller.abort();
	};
	for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop);
	return {
		signal: controller.signal,
		dispose: () => {
			for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
		},
	};
}

function sentencesOf({ finished, finishedBefore, annotations }: BatchReport, unmatched: number): string[] {
	return [
		`${count(finished, 'image')} segmented, ${count(annotations, 'mask')} added.`,
		...(finishedBefore > 0 ? [`${count(finishedBefore, 'image')} finished before.`] : []),
		...(unmatched > 0 ? [`${count(unmatched, 'image')} of the annotations not found in the folder.`] : []),
	];
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
