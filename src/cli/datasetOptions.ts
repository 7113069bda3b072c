import { type Command, InvalidArgumentError, Option } from 'commander';
import { writeDataset } from '../dataset/convertDataset';
import type { Dataset } from '../dataset/dataset';
import { DatasetError } from '../dataset/datasetError';
import type { Format } from '../dataset/format';
import { Losses } from '../dataset/losses';
import { OutputFolder } from '../dataset/outputFolder';
import { formats } from '../formats/registry';
import { CliError, exitCodes } from './exitCodes';
import { lines } from './output';
import { ProgressLine } from './progressLine';

/** Options of every command that reads a dataset. */
export interface SourceOptions {
	readonly from?: string;
	readonly images?: string;
	readonly json?: true;
	readonly strict?: true;
}

/** Options of every command that writes one. */
export interface DatasetOptions extends SourceOptions {
	readonly to: string;
	readonly variant?: string;
	readonly simplify: number;
	readonly copyImages?: boolean;
	readonly overwrite?: true;
}

const idsWith = (ability: 'read' | 'write') =>
	formats.filter((format) => format[ability]).map(({ description }) => description.id);

function withSourceOptions(command: Command): Command {
	return command
		.addOption(
			new Option('--from <format>', 'format of the source (default: recognized)').choices(idsWith('read')),
		)
		.option('--images <folder>', 'where the pictures are, if not beside the annotations')
		.option('--json', 'print the report as JSON')
		.option('--strict', 'fail where anything is lost');
}

export function withDatasetOptions(command: Command): Command {
	return withSourceOptions(command)
		.addOption(new Option('--to <format>', 'format to write').choices(idsWith('write')).makeOptionMandatory())
		.option('--variant <name>', `way to write it (${variantsHelp()})`)
		.option('--simplify <pixels>', 'how far a polygon may be from its mask', pixelsOf, 0)
		.option('--copy-images', 'copy the pictures too')
		.option('--no-copy-images', 'leave the pictures where they are')
		.option('--overwrite', 'replace files that are there already');
}

const variantsHelp = () =>
	formats
		.filter(({ variants }) => variants)
		.map(({ description, variants }) => `${description.id}: ${variants!.join(', ')}`)
		.join('; ');

function pixelsOf(text: string): number {
	const pixels = text.trim() === '' ? Number.NaN : Number(text);
	if (pixels >= 0 && pixels <= 1000) return pixels;
	throw new InvalidArgumentError(`Expected a number of pixels from 0 but received ${text}.`);
}

/** Reads the head of a dataset; its images come later, one at a time. */
export async function openDataset(
	source: string,
	{ from, images }: SourceOptions,
	losses = new Losses(),
): Promise<{ readonly dataset: Dataset; readonly format: Format; readonly losses: Losses }> {
	return failPlainly(async () => {
		const format = await formatOf(source, from);
		const dataset = await format.read!(source, {
			losses,
			...(images !== undefined && { imagesFolder: images }),
		});
		return { dataset, format, losses };
	});
}

async function formatOf(source: string, from: string | undefined): Promise<Format> {
	if (from !== undefined) return formats.find(({ description }) => description.id === from)!;
	for (const format of formats) if (format.read && (await format.recognize?.(source))) return format;
	throw new DatasetError(
		`${source} is in no format that Strata recognizes. Name it with --from (${idsWith('read').join(', ')}).`,
	);
}

/** Writes a dataset and prints what was done and what was lost. @throws CliError with `--strict` where anything was */
export async function writeAndReport(
	dataset: Dataset,
	target: string,
	losses: Losses,
	options: DatasetOptions,
): Promise<void> {
	const format = formats.find(({ description }) => description.id === options.to)!;
	const { variants } = format;
	if (options.variant !== undefined && !variants?.includes(options.variant)) {
		throw new CliError(
			exitCodes.usage,
			`Expected ${variants ? variants.join(' or ') : 'no --variant'} for ${options.to} but received ${options.variant}.`,
		);
	}
	const output = new OutputFolder(target, options.overwrite ?? false);
	const progress = new ProgressLine('Converting');
	const report = await failPlainly(() =>
		writeDataset(dataset, { ...format, write: format.write! }, output, {
			losses,
			simplify: options.simplify,
			...(options.copyImages !== undefined && { copyImages: options.copyImages }),
			variant: options.variant ?? variants?.[0] ?? '',
			onProgress: (done, total) =>
				progress.show(total === undefined ? `${done}` : `${done} of ${total} images`),
		}),
	);
	progress.end();
	const { images, annotations, categories } = report;
	if (options.json) {
		const printed = { format: options.to, target, files: output.files.length, ...report, losses };
		process.stdout.write(`${JSON.stringify(printed, undefined, '\t')}\n`);
	} else {
		process.stdout.write(
			`${annotations} annotations of ${categories} categories in ${images} images → ${output.files.length} files in ${target}\n`,
		);
	}
	reportLosses(losses, options);
}

/** Prints a sentence per kind of loss. @throws CliError with `--strict` where there is any */
function reportLosses(losses: Losses, { json, strict }: SourceOptions): void {
	if (losses.isEmpty) return;
	if (!json || strict) process.stderr.write(lines(losses.sentences()));
	if (strict) throw new CliError(exitCodes.loss, 'Something was lost, and --strict was asked for.');
}

/** A fault in the data is a sentence, not a stack. */
async function failPlainly<T>(action: () => Promise<T>): Promise<T> {
	try {
		return await action();
	} catch (error) {
		if (error instanceof DatasetError) throw new CliError(exitCodes.dataset, error.message);
		throw error;
	}
}
