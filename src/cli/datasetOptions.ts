import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { writeDataset } from '../dataset/convertDataset';
import type { Dataset } from '../dataset/dataset';
import { DatasetError } from '../dataset/datasetError';
import type { Format } from '../dataset/format';
import { Losses } from '../dataset/losses';
import { OutputFolder } from '../dataset/outputFolder';
import { type SplitPart, selectAnnotations, splitDataset } from '../dataset/selectDataset';
import { formatNamed, recognizeFormat } from '../formats/recognizeFormat';
import { formats } from '../formats/registry';
import { type Task, tasks } from '../formats/tasks';
import type { CategoryKind } from '../shared/annotations/annotation';
import { type PixelSize, parsePixelSize } from '../shared/pixelSize';
import { CliError, exitCodes } from './exitCodes';
import { lines, note, printJson, report as printText } from './output';
import { ProgressLine } from './progressLine';

/** Options of every command that reads a dataset. */
export interface SourceOptions {
	readonly from?: string;
	readonly images?: string;
	readonly json?: true;
	readonly strict?: true;
}

/** Options of every command that writes one. */
export interface TargetOptions extends SourceOptions {
	readonly to?: string;
	readonly task?: Task['id'];
	readonly variant?: string;
	readonly simplify: number;
	readonly pixelSize?: PixelSize;
	readonly copyImages?: boolean;
	readonly overwrite?: true;
	readonly category?: readonly string[];
	readonly kind?: CategoryKind;
	readonly named?: true;
	readonly level?: readonly number[];
	readonly parts?: readonly SplitPart[];
	readonly seed: number;
}

const idsWith = (ability: 'read' | 'write') =>
	formats.filter((format) => format[ability]).map(({ description }) => description.id);

/** The formats that `--from` knows. */
export const readableFormats = idsWith('read');

export function withSourceOptions(command: Command): Command {
	return command
		.addOption(
			new Option('--from <format>', 'format of the source (default: recognized)').choices(readableFormats),
		)
		.option('--images <folder>', 'where the pictures are, if not beside the annotations')
		.option('--json', 'print the report as JSON')
		.option('--strict', 'fail where anything is lost (exit code 9)');
}

export function withTargetOptions(command: Command): Command {
	const taskIds = tasks.map(({ id }) => id);
	return withSourceOptions(command)
		.addOption(new Option('--to <format>', 'format to write').choices(idsWith('write')))
		.addOption(
			new Option('--task <task>', 'PNG and JSON for this task, in place of --to and --variant')
				.choices(taskIds)
				.conflicts(['to', 'variant']),
		)
		.option('--variant <name>', `way to write it (${variantsHelp()})`)
		.option('--simplify <pixels>', 'how far a polygon may be from its mask', pixelsOf, 0)
		.option('--pixel-size <size>', 'length of a pixel’s side for measurements, such as 0.25um', pixelSizeOf)
		.option('--copy-images', 'copy the pictures too')
		.option('--no-copy-images', 'leave the pictures where they are')
		.option('--overwrite', 'replace files that are there already')
		.option('-c, --category <names...>', 'only these categories')
		.addOption(new Option('--kind <kind>', 'only objects, or only parts').choices(['object', 'part']))
		.option('--named', 'leave out masks that nobody has named (uncategorised)')
		.option('-l, --level <levels>', 'only these levels, such as 1,2', levelsOf)
		.option('--parts <shares>', 'divide the images by chance, such as train=0.8,val=0.1,test=0.1', partsOf)
		.option('--seed <n>', 'another seed divides them in another way', seedOf, 1);
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

function pixelSizeOf(text: string): PixelSize {
	const size = parsePixelSize(text);
	if (size) return size;
	throw new InvalidArgumentError(`Expected a number with a unit, such as 0.25um, but received ${text}.`);
}

/** Levels, as an option’s value. */
export function levelsOf(text: string): number[] {
	const levels = text.split(',').map(Number);
	if (levels.every((level) => Number.isInteger(level) && level >= 1)) return levels;
	throw new InvalidArgumentError(`Expected levels such as 1,2 but received ${text}.`);
}

function partsOf(text: string): SplitPart[] {
	const parts = text.split(',').map((part) => {
		const [, name, share] = /^([\w-]+)=(\d*\.?\d+)$/.exec(part.trim()) ?? [];
		return { name: name ?? '', share: Number(share) };
	});
	const names = new Set(parts.map(({ name }) => name));
	if (names.size === parts.length && parts.every(({ name, share }) => name !== '' && share > 0)) return parts;
	throw new InvalidArgumentError(`Expected shares such as train=0.8,val=0.2 but received ${text}.`);
}

function seedOf(text: string): number {
	if (/^\d{1,9}$/.test(text)) return Number(text);
	throw new InvalidArgumentError(`Expected a whole number but received ${text}.`);
}

/** Reads the head of a dataset; its images come later, one at a time. */
export async function openDataset(
	source: string,
	{ from, images }: SourceOptions,
	losses = new Losses(),
): Promise<{ readonly dataset: Dataset; readonly format: Format; readonly losses: Losses }> {
	const path = resolve(source);
	return failPlainly(async () => {
		const format = from === undefined ? await recognizeFormat(path) : formatNamed(from);
		if (!format) {
			throw new DatasetError(
				`${source} is in no format that Strata recognizes. Name it with --from (${readableFormats.join(', ')}).`,
			);
		}
		const imagesFolder = images === undefined ? {} : { imagesFolder: resolve(images) };
		return { dataset: await format.read!(path, { losses, ...imagesFolder }), format, losses };
	});
}

/** Writes what is wanted of a dataset and prints what was done, and lost. @throws CliError with `--strict` for a loss */
export async function writeAndReport(
	source: Dataset,
	target: string,
	losses: Losses,
	options: TargetOptions,
): Promise<void> {
	const { format, variant, selection: ofTask } = wayOf(options);
	const output = new OutputFolder(resolve(target), options.overwrite ?? false);
	const progress = new ProgressLine('Writing');
	const { category, kind, named, level, parts, seed, simplify, pixelSize, copyImages } = options;
	const report = await failPlainly(async () => {
		const selection = {
			...ofTask,
			...(category && { categories: category }),
			...(kind && { kind }),
			...(named && { named }),
			...(level && { levels: level }),
		};
		const selected = selectAnnotations(source, selection);
		const dataset = parts ? await splitDataset(selected, parts, seed) : selected;
		return writeDataset(dataset, { ...format, write: format.write! }, output, {
			losses,
			simplify,
			variant,
			...(pixelSize && { pixelSize }),
			...(copyImages !== undefined && { copyImages }),
			onProgress: (done, total) =>
				progress.show(total === undefined ? `${done} images` : `${done} of ${total} images`),
		});
	}).finally(() => progress.end());
	const { images, annotations, categories } = report;
	printReport(
		{ format: format.description.id, target, files: output.files.length, ...report, losses },
		`${annotations} annotations of ${categories} categories in ${images} images → ${output.files.length} files in ${target}`,
		options,
	);
	reportLosses(losses, options);
}

/** What is written, by the task or by the format that was asked for. */
function wayOf({ task, to, variant }: TargetOptions): Pick<Task, 'format' | 'variant' | 'selection'> {
	if (task !== undefined) return tasks.find(({ id }) => id === task)!;
	if (to === undefined) throw new InvalidArgumentError('Expected --to with a format, or --task with a task.');
	const format = formatNamed(to);
	return { format, variant: variantOf(format, variant), selection: {} };
}

function variantOf({ variants, description }: Format, wanted: string | undefined): string {
	if (wanted === undefined || variants?.includes(wanted)) return wanted ?? variants?.[0] ?? '';
	throw new CliError(
		exitCodes.usage,
		`Expected ${variants ? variants.join(' or ') : 'no --variant'} for ${description.id} but received ${wanted}.`,
	);
}

export function printReport(report: object, sentence: string, { json }: Pick<SourceOptions, 'json'>): void {
	if (json) printJson(report);
	else printText(`${sentence}\n`);
}

/** Prints a sentence per kind of loss. @throws CliError with `--strict` where there is any */
export function reportLosses(losses: Losses, { json, strict }: SourceOptions): void {
	if (losses.isEmpty) return;
	if (strict) process.stderr.write(lines(losses.sentences()));
	else if (!json) for (const sentence of losses.sentences()) note(sentence);
	if (strict) throw new CliError(exitCodes.loss, 'Something was lost, and --strict was given.');
}

/** A fault in the data is a sentence, not a stack. */
export async function failPlainly<T>(action: () => Promise<T>): Promise<T> {
	try {
		return await action();
	} catch (error) {
		// The file system's errors have a code, and a message that names the file.
		const isFileError = error instanceof Error && 'syscall' in error;
		if (error instanceof DatasetError || isFileError) throw new CliError(exitCodes.dataset, error.message);
		throw error;
	}
}
