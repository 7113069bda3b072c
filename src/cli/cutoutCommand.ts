import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { renderImage } from '../imaging/renderImage';
import { withScratchFolder } from '../node/scratchFolder';
import { hasTransparency } from '../shared/imageEdits/outputFormat';
import { decodeRle } from '../shared/mask/cocoRle';
import { imageFileNamed } from './imageArguments';
import { ImageSession } from './imageSession';
import { type InferenceOptions, withInferenceOptions } from './inferenceOptions';
import { report } from './output';
import {
	formatOf,
	type OutputImageOptions,
	renderOptionsOf,
	withOutputImageOptions,
	writeImage,
} from './outputImage';
import { type PromptOptions, promptsOf, withPromptOptions } from './promptOptions';
import { chooseLevel, levelOf, segmentPrompts } from './segmentPrompts';

interface CutoutOptions extends PromptOptions, InferenceOptions, OutputImageOptions {
	readonly output: string;
	readonly level?: number;
	readonly canvas?: true;
	readonly softness: number;
}

/** `strata cutout IMAGE --point X,Y -o out.png`: a thing on a transparent ground. */
export function cutoutCommand(): Command {
	const command = withPromptOptions(new Command('cutout'))
		.description('cut a thing out of an image: the mask at the prompts, on a transparent ground')
		.argument('<image>', 'PNG, JPEG, WebP, GIF, TIFF or AVIF file')
		.requiredOption('-o, --output <file>', 'PNG, WebP, TIFF or AVIF file to write')
		.option('-l, --level <n>', 'take this level (1 is the finest) and not the best', levelOf)
		.option('--canvas', 'keep the size of the image instead of trimming to the thing')
		.option('--softness <px>', 'how far the soft edge reaches to either side, 0 to 50', softnessOf, 2);
	return withInferenceOptions(withOutputImageOptions(command)).action(cutOutOfImage);
}

function softnessOf(text: string): number {
	const softness = Number(text);
	if (Number.isInteger(softness) && softness >= 0 && softness <= 50) return softness;
	throw new InvalidArgumentError(`Expected a whole number from 0 to 50 but received ${text}.`);
}

async function cutOutOfImage(image: string, options: CutoutOptions): Promise<void> {
	const { output, level, canvas, softness } = options;
	if (!hasTransparency(formatOf(output))) {
		throw new InvalidArgumentError(
			`Expected a format with transparency (PNG, WebP, TIFF, AVIF) but received ${output}.`,
		);
	}
	const named = await imageFileNamed(image);
	const { path } = named;
	const session = new ImageSession(options, { addsMasks: false });
	const { result } = await segmentPrompts(named, promptsOf(options), session);
	const chosen = chooseLevel(result, level);
	const bytes = await readFile(path);
	const mask = decodeRle(chosen.segmentation);
	const render = { ...renderOptionsOf(output, options), cutOut: { mask, trim: !canvas, softness } };
	const { width, height, ...rendered } = await withScratchFolder((folder) =>
		renderImage(bytes, [], render, folder),
	);
	await writeImage(path, output, rendered.bytes);
	report(`level ${chosen.level} of ${result.candidates.length} → ${output} (${width} × ${height} px)\n`);
}
