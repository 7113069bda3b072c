import { Command } from 'commander';
import type { Candidate } from '../shared/candidate';
import { type CategoryOptions, withCategoryOptions } from './categoryOptions';
import { forEachImage, ImageSession } from './imageSession';
import { type InferenceOptions, withInferenceOptions } from './inferenceOptions';
import { printJsonLines, report } from './output';
import { type PromptOptions, promptsOf, withPromptOptions } from './promptOptions';
import { annotationOf, chooseLevel, levelOf, type Segmented, segmentPrompts } from './segmentPrompts';
import { addToSidecar, sidecarPath } from './sidecarFile';

interface SegmentOptions extends PromptOptions, InferenceOptions, CategoryOptions {
	readonly json?: true;
	readonly level?: number;
}

/** `strata segment IMAGE… --point X,Y`: one thing in each image, as an annotation, or its levels as JSON. */
export function segmentCommand(): Command {
	const command = new Command('segment')
		.description(
			'find the masks of a thing in an image; add the best one to its sidecar, or print all as JSON',
		)
		.argument('<image...>', 'image files, patterns such as "*.jpg", or - for standard input (with --json)');
	withPromptOptions(command)
		.option('--json', 'print the mask of each level (level, score, area, bbox, COCO RLE) and write nothing')
		.option('-l, --level <n>', 'add the mask of this level (1 is the finest) and not the best one', levelOf);
	return withInferenceOptions(withCategoryOptions(command, { name: 'object', kind: 'object' })).action(
		segmentImages,
	);
}

async function segmentImages(names: readonly string[], options: SegmentOptions): Promise<void> {
	const prompts = promptsOf(options);
	const session = new ImageSession(options, { addsMasks: !options.json });
	await forEachImage(names, options, async (named) => {
		const segmented = await segmentPrompts(named, prompts, session);
		const chosen = chooseLevel(segmented.result, options.level);
		if (options.json) printSegmented(segmented, chosen);
		else await addMask(segmented, chosen, options);
	});
}

async function addMask(
	segmented: Segmented,
	chosen: Candidate,
	{ category: name, kind }: CategoryOptions,
): Promise<void> {
	const { name: image, path, width, height, result } = segmented;
	const mask = annotationOf(segmented, chosen, { name, kind });
	const [annotation] = await addToSidecar({ path, width, height }, () => [mask]);
	const share = ((100 * chosen.area) / (width * height)).toFixed(1);
	report(
		`${name}: level ${chosen.level} of ${result.candidates.length}, ${chosen.area} px (${share} %), score ${chosen.score.toFixed(2)} → annotation ${annotation!.id} in ${sidecarPath(image)}\n`,
	);
}

/** bbox is [x, y, width, height] and segmentation COCO's compressed RLE. */
function printSegmented(
	{ path, width, height, prompts, started, result }: Segmented,
	{ level: best }: Candidate,
): void {
	const { pack, device, deviceReason } = started;
	const { milliseconds, candidates } = result;
	const head = { image: path, width, height, prompts, pack, device, deviceReason, milliseconds, best };
	printJsonLines(head, 'masks', candidates);
}
