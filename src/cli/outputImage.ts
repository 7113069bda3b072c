import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { RenderOptions } from '../imaging/renderImage';
import { writeFileAtomically } from '../node/writeFileAtomically';
import { formatOfFileName, type OutputFormat, outputExtensions } from '../shared/imageEdits/outputFormat';
import { CliError, exitCodes } from './exitCodes';

/** How a command writes an image. */
export interface OutputImageOptions {
	readonly quality?: number;
	readonly stripMetadata?: true;
}

export function withOutputImageOptions(command: Command): Command {
	return command
		.option('--quality <n>', 'of JPEG, WebP and AVIF, 1 to 100', qualityOf)
		.option('--strip-metadata', 'leave EXIF and XMP out (the colour profile stays)');
}

function qualityOf(text: string): number {
	const quality = Number(text);
	if (Number.isInteger(quality) && quality >= 1 && quality <= 100) return quality;
	throw new InvalidArgumentError(`Expected a whole number from 1 to 100 but received ${text}.`);
}

/** The format that a file's name says. @throws InvalidArgumentError for others than can be written */
export function formatOf(file: string): OutputFormat {
	const format = formatOfFileName(file);
	if (format) return format;
	throw new InvalidArgumentError(
		`Expected a file that ends with ${outputExtensions.map((one) => `.${one}`).join(', ')} but received ${file}.`,
	);
}

/** How a file of that name is to be encoded. @throws InvalidArgumentError for others than can be written */
export function renderOptionsOf(
	output: string,
	{ quality, stripMetadata }: OutputImageOptions,
): Pick<RenderOptions, 'format' | 'quality' | 'keepsMetadata'> {
	return {
		format: formatOf(output),
		keepsMetadata: stripMetadata !== true,
		...(quality !== undefined && { quality }),
	};
}

/** @throws CliError where `output` is the original, which is never written, or cannot be written */
export async function writeImage(original: string, output: string, bytes: Uint8Array): Promise<void> {
	if (resolve(original) === resolve(output)) {
		throw new CliError(
			exitCodes.usage,
			`Expected another file than the image itself for --output: ${original} is left as it is.`,
		);
	}
	try {
		await writeFileAtomically(resolve(output), bytes);
	} catch (error) {
		throw new CliError(
			exitCodes.failed,
			`Expected to write ${output} but it failed: ${error instanceof Error ? error.message : error}.`,
		);
	}
}
