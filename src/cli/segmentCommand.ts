import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { InferenceService } from '../inference/service';
import type { CategoryKind } from '../shared/annotations/annotation';
import type { Candidate } from '../shared/candidate';
import type { Prompt } from '../shared/prompt';
import type { SegmentResult, StartResult } from '../shared/protocol/inferenceProtocol';
import { CliError, exitCodes } from './exitCodes';
import { type InferenceOptions, startParamsOf, withInferenceOptions } from './inferenceOptions';
import { note, printJsonLines, report } from './output';
import { checkWithin, type PromptOptions, promptsOf } from './promptOptions';
import { addToSidecar, readSidecarOf, sidecarPath } from './sidecarFile';

interface SegmentOptions extends PromptOptions, InferenceOptions {
	readonly json?: true;
	readonly level?: number;
	readonly category: string;
	readonly kind: CategoryKind;
}

interface Segmented {
	readonly path: string;
	readonly width: number;
	readonly height: number;
	readonly prompts: readonly Prompt[];
	readonly started: StartResult;
	readonly result: SegmentResult;
}

/** `strata segment IMAGE --point X,Y`: one prompt set, one ladder, one annotation or the ladder as JSON. */
export function segmentCommand(): Command {
	const command = new Command('segment')
		.description('find the masks of a thing in an image; keep the best one beside it, or print all as JSON')
		.argument('<image>', 'PNG, JPEG, WebP, BMP, GIF, TIFF or AVIF file')
		.option('-p, --point <x,y...>', 'points on the thing, in image pixels')
		.option('-n, --negative <x,y...>', 'points that are not on it')
		.option('-b, --box <x,y,x,y...>', 'a box around it: two opposite corners')
		.option('--json', 'print the ladder (level, score, area, bbox, COCO RLE) and write nothing')
		.option('-l, --level <n>', 'take this level (1 is the finest) and not the best', levelOf)
		.option('-c, --category <name>', 'name of the annotation', 'object')
		.addOption(
			new Option('--kind <kind>', 'list that the category is of')
				.choices(['object', 'part'])
				.default('object'),
		);
	return withInferenceOptions(command).action(segmentImage);
}

function levelOf(text: string): number {
	if (/^[1-6]$/.test(text)) return Number(text);
	throw new InvalidArgumentError(`Expected a level from 1 to 6 but received ${text}.`);
}

async function segmentImage(image: string, options: SegmentOptions): Promise<void> {
	const segmented = await run(resolve(image), promptsOf(options), options);
	const chosen = chosenOf(segmented.result, options.level);
	if (options.json) {
		printSegmented(segmented, chosen);
		return;
	}
	const { category: name, kind } = options;
	const { path, width, height, prompts, started, result } = segmented;
	const mask = {
		...chosen,
		category: { name, kind },
		prompts,
		pack: started.pack,
		ladder: result.candidates.map(({ level, score, segmentation }) => ({ level, score, segmentation })),
	};
	const [annotation] = await addToSidecar({ path, width, height }, () => [mask]);
	const share = ((100 * chosen.area) / (width * height)).toFixed(1);
	report(
		`${name}: level ${chosen.level} of ${result.candidates.length}, ${chosen.area} px (${share} %), score ${chosen.score.toFixed(2)} → annotation ${annotation!.id} in ${sidecarPath(image)}\n`,
	);
}

async function run(path: string, prompts: readonly Prompt[], options: SegmentOptions): Promise<Segmented> {
	const service = new InferenceService({
		onFirstCandidate: () => undefined,
		onLog: (level, text) => level !== 'info' && process.stderr.write(`${text}\n`),
	});
	const opened = await service.openImage({ source: path });
	checkWithin(prompts, opened.width, opened.height);
	// Before the model's work, not after it.
	if (!options.json) await readSidecarOf({ path, ...opened });
	const started = await service.start(startParamsOf(options));
	if (started.deviceReason && options.device !== 'auto') note(started.deviceReason);
	const result = await service.segment({ image: opened.image, prompts }, new AbortController().signal);
	await service.flush();
	if (result.note) note(result.note);
	return { path, width: opened.width, height: opened.height, prompts, started, result };
}

function chosenOf({ candidates, first }: SegmentResult, level: number | undefined): Candidate {
	const chosen = level === undefined ? candidates[first] : candidates.find((one) => one.level === level);
	if (chosen) return chosen;
	throw new CliError(
		exitCodes.noMask,
		candidates.length === 0
			? 'Expected a mask at these prompts but the model found none. Try another point, or a box.'
			: `Expected level ${level} but the ladder has ${candidates.length} (the finest is 1).`,
	);
}

/** bbox is [x, y, width, height] and segmentation COCO's compressed RLE. */
function printSegmented(
	{ path, width, height, prompts, started, result }: Segmented,
	{ level: first }: Candidate,
): void {
	const { pack, device, deviceReason } = started;
	const { milliseconds, candidates } = result;
	const head = { image: path, width, height, prompts, pack, device, deviceReason, milliseconds, first };
	printJsonLines(head, 'ladder', candidates);
}
