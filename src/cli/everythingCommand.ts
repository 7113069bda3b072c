import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { InferenceService } from '../inference/service';
import type { CategoryKind } from '../shared/annotations/annotation';
import { everythingSummary, newAnnotations, uncategorised } from '../shared/everything';
import type { EverythingResult, StartResult } from '../shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../shared/thresholds';
import { CliError, exitCodes } from './exitCodes';
import { type InferenceOptions, startParamsOf, withInferenceOptions } from './inferenceOptions';
import { note, printJsonLines, report } from './output';
import { ProgressLine } from './progressLine';
import { addToSidecar, readSidecarOf, sidecarPath } from './sidecarFile';

interface EverythingOptions extends InferenceOptions {
	readonly json?: true;
	readonly level: number | 'all';
	readonly points: number;
	readonly score?: number;
	readonly stability?: number;
	readonly category: string;
	readonly kind: CategoryKind;
}

interface Found {
	readonly path: string;
	readonly width: number;
	readonly height: number;
	readonly started: StartResult;
	readonly result: EverythingResult;
}

/** `strata everything IMAGE`: a grid of clicks, each thing that they find once, as annotations or as JSON. */
export function everythingCommand(): Command {
	const command = new Command('everything')
		.description('find all masks of an image; keep them beside it, or print them as JSON')
		.argument('<image>', 'PNG, JPEG, WebP, BMP, GIF, TIFF or AVIF file')
		.option('--json', 'print the masks (level, score, area, bbox, COCO RLE) and write nothing')
		.option('-l, --level <n>', 'take this level of each place (1 is the finest), or all', levelOf, 'all')
		.option(
			'--points <n>',
			'places along each side of a square image',
			pointsOf,
			everythingDefaults.pointsPerSide,
		)
		.option(
			'--score <s>',
			'how sure of a mask the model must be, from 0 to 1 (default: what suits the model)',
			partOf,
		)
		.option(
			'--stability <s>',
			'how sharp a mask’s outline must be, from 0 to 1 (default: what suits the model)',
			partOf,
		)
		.option('-c, --category <name>', 'name of the annotations', uncategorised.name)
		.addOption(
			new Option('--kind <kind>', 'list that the category is of')
				.choices(['object', 'part'])
				.default(uncategorised.kind),
		);
	return withInferenceOptions(command).action(segmentEverything);
}

function levelOf(text: string): number | 'all' {
	if (text === 'all') return text;
	if (/^[1-6]$/.test(text)) return Number(text);
	throw new InvalidArgumentError(`Expected a level from 1 to 6, or all, but received ${text}.`);
}

function pointsOf(text: string): number {
	const points = /^\d+$/.test(text) ? Number(text) : 0;
	if (points >= 1 && points <= 128) return points;
	throw new InvalidArgumentError(`Expected a whole number from 1 to 128 but received ${text}.`);
}

function partOf(text: string): number {
	const part = text.trim() === '' ? Number.NaN : Number(text);
	if (part >= 0 && part <= 1) return part;
	throw new InvalidArgumentError(`Expected a number from 0 to 1 but received ${text}.`);
}

async function segmentEverything(image: string, options: EverythingOptions): Promise<void> {
	const found = await run(resolve(image), options);
	const { started, result } = found;
	if (options.json) {
		printFound(found);
		return;
	}
	const { category: name, kind } = options;
	const added = await addToSidecar(found, (set) => newAnnotations(result, set, { name, kind }));
	const summary = everythingSummary(result, {
		added: added.length,
		modelName: started.packName,
		...(options.level === 'all' ? {} : { level: options.level }),
	});
	if (result.masks.length === 0) throw new CliError(exitCodes.noMask, summary);
	const [first, last] = [added[0]?.id, added.at(-1)?.id];
	const ids = first === last ? `annotation ${first}` : `annotations ${first} to ${last}`;
	report(`${summary}${added.length > 0 ? ` → ${ids} in ${sidecarPath(image)}` : ''}\n`);
}

async function run(path: string, options: EverythingOptions): Promise<Found> {
	const service = new InferenceService({
		onFirstCandidate: () => undefined,
		onLog: (level, text) => level !== 'info' && process.stderr.write(`${text}\n`),
	});
	const { image, width, height } = await service.openImage(path);
	// Before the model's work, not after it.
	if (!options.json) await readSidecarOf({ path, width, height });
	const started = await service.start(startParamsOf(options));
	if (started.deviceReason && options.device !== 'auto') note(started.deviceReason);
	const { level, points, score, stability } = options;
	const params = {
		image,
		pointsPerSide: points,
		...(score !== undefined && { minScore: score }),
		...(stability !== undefined && { minStability: stability }),
	};
	const line = new ProgressLine(started.packName);
	const controller = new AbortController();
	const cancel = () => controller.abort(new CliError(exitCodes.failed, 'Cancelled; nothing was written.'));
	process.once('SIGINT', cancel);
	try {
		const result = await service.everything(
			level === 'all' ? params : { ...params, level },
			controller.signal,
			({ step, done, total }) =>
				line.show(
					step === 'proposing' ? `${done} of ${total} places` : `mask ${done + 1} of ${total}`,
					done / total,
				),
		);
		await service.flush();
		return { path, width, height, started, result };
	} finally {
		line.end();
		process.off('SIGINT', cancel);
	}
}

/** bbox is [x, y, width, height] and segmentation COCO's compressed RLE. */
function printFound({ path, width, height, started, result }: Found): void {
	const { pack, device, deviceReason } = started;
	const { levels, points, masks } = result;
	printJsonLines({ image: path, width, height, pack, device, deviceReason, levels, points }, 'masks', masks);
}
