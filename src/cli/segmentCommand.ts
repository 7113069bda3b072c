import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { CategoryKind } from '../shared/annotations/annotation';
import type { Candidate } from '../shared/candidate';
import { type InferenceOptions, withInferenceOptions } from './inferenceOptions';
import { printJsonLines, report } from './output';
import { type PromptOptions, promptsOf, withPromptOptions } from './promptOptions';
import { chooseLevel, levelOf, type Segmented, segmentPrompts } from './segmentPrompts';
import { addToSidecar, readSidecarOf, sidecarPath } from './sidecarFile';

interface SegmentOptions extends PromptOptions, InferenceOptions {
	readonly json?: true;
	readonly level?: number;
	readonly category: string;
	readonly kind: CategoryKind;
}

/** `strata segment IMAGE --point X,Y`: one prompt set, one ladder, one annotation or the ladder as JSON. */
export function segmentCommand(): Command {
	const command = withPromptOptions(new Command('segment'))
		.description('find the masks of a thing in an image; keep the best one beside it, or print all as JSON')
		.argument('<image>', 'PNG, JPEG, WebP, BMP, GIF, TIFF or AVIF file')
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

async function segmentImage(image: string, options: SegmentOptions): Promise<void> {
	const path = resolve(image);
	const segmented = await segmentPrompts(path, promptsOf(options), {
		...options,
		// Before the model's work, not after it.
		beforeModel: (size) => (options.json ? undefined : readSidecarOf({ path, ...size })),
	});
	const chosen = chooseLevel(segmented.result, options.level);
	if (options.json) {
		printSegmented(segmented, chosen);
		return;
	}
	const { category: name, kind } = options;
	const { width, height, prompts, started, result } = segmented;
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
