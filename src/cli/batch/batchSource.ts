import { basename, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { readTextIfThere } from '../../node/textFile';
import type { CategoryKind } from '../../shared/annotations/annotation';
import { uncategorised } from '../../shared/everything';
import { messageOf } from '../../shared/messageOf';
import { openDataset } from '../datasetOptions';
import { type EverythingOptions, everythingParamsOf } from '../everythingOptions';
import { CliError, exitCodes } from '../exitCodes';
import type { FolderImage } from '../imageArguments';
import { type NameOptions, type NameRequest, nameRequestOf } from '../nameOptions';
import type { BatchSource } from './batchImage';
import { BoxSource } from './boxSource';
import { ImageIndex } from './imageIndex';
import { parsePromptFile } from './promptFile';
import { promptSource } from './promptSource';
import { isInShard, type Shard } from './shard';

/** What is asked about the images of a batch. */
export interface AskOptions extends EverythingOptions, NameOptions {
	readonly everything?: true;
	readonly prompts?: string;
	readonly boxes?: string;
	readonly from?: string;
	readonly shard?: Shard;
	readonly level?: number | 'all';
	readonly category?: string;
	readonly kind: CategoryKind;
}

const whole: Shard = { index: 0, count: 1 };

/** @throws InvalidArgumentError where not exactly one thing is asked, or CliError where a file of it cannot be used */
export async function batchSource(images: readonly FolderImage[], options: AskOptions): Promise<BatchSource> {
	const { everything, prompts, boxes, shard = whole } = options;
	if ([everything, prompts, boxes].filter((one) => one !== undefined).length !== 1) {
		throw new InvalidArgumentError(
			'Expected one of --everything, --prompts FILE and --boxes ANNOTATIONS: what to ask about the images.',
		);
	}
	const names = await nameRequestOf(options);
	if (everything) return everythingSource(images, options, names);
	if (names) throw new InvalidArgumentError('--names and --suggest are for --everything.');
	const index = new ImageIndex(images);
	const { category: name, kind, from } = options;
	const level = levelOf(options);
	const ofLevel = level === undefined ? {} : { level };
	if (prompts !== undefined) {
		const things = parsePromptFile(await readPromptFile(prompts), basename(prompts));
		return promptSource(things, index, { category: { name: name ?? 'object', kind }, ...ofLevel }, shard);
	}
	const imagesFolder = commonFolder(images);
	const { dataset } = await openDataset(boxes!, {
		...(from !== undefined && { from }),
		images: imagesFolder,
	});
	return new BoxSource(dataset, index, {
		...ofLevel,
		...(name !== undefined && { category: { name, kind } }),
		shard,
	});
}

function everythingSource(
	images: readonly FolderImage[],
	{ shard = whole, level = 'all', category: name = uncategorised.name, kind, ...options }: AskOptions,
	names: NameRequest | undefined,
): BatchSource {
	const own = images.filter(({ key }) => isInShard(key, shard));
	const request = {
		everything: everythingParamsOf(options, level),
		category: { name, kind },
		...(names && { names }),
	};
	return {
		total: own.length,
		async *images() {
			for (const { name, path } of own) yield { name, path, requests: [request] };
		},
	};
}

/** Of prompts and boxes one mask is taken. */
function levelOf({ level }: AskOptions): number | undefined {
	if (level !== 'all') return level;
	throw new InvalidArgumentError('--level all is for --everything: of prompts and boxes, one mask is taken.');
}

async function readPromptFile(file: string): Promise<string> {
	const text = await readTextIfThere(resolve(file)).catch((error: unknown) => {
		throw new CliError(exitCodes.dataset, `${file} cannot be read: ${messageOf(error)}`);
	});
	if (text !== undefined) return text;
	throw new CliError(exitCodes.dataset, `There is no file ${file}.`);
}

/** The folder that all images are in or below. */
function commonFolder(images: readonly FolderImage[]): string {
	const [first, ...others] = images.map(({ path }) => path.split(/[\\/]/).slice(0, -1));
	const differs = others
		.map((parts) => first!.findIndex((part, at) => part !== parts[at]))
		.filter((at) => at >= 0);
	return first!.slice(0, Math.min(first!.length, ...differs)).join('/') || '/';
}
