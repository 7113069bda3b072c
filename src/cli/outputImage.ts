import { extname, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { ReadPicture } from '../imaging/io/readRaster';
import { type OutputFormat, outputFormats, type WriteOptions, writeRaster } from '../imaging/io/writeRaster';
import type { Raster } from '../imaging/raster';
import { writeFileAtomically } from '../node/writeFileAtomically';
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

const formatsByExtension: Readonly<Record<string, OutputFormat>> = {
	...Object.fromEntries(outputFormats.map((format) => [`.${format}`, format])),
	'.jpg': 'jpeg',
	'.tif': 'tiff',
};

/** The format that a file's name says. @throws InvalidArgumentError for others than can be written */
export function formatOf(file: string): OutputFormat {
	const format = formatsByExtension[extname(file).toLowerCase()];
	if (format) return format;
	throw new InvalidArgumentError(
		`Expected a file that ends with ${Object.keys(formatsByExtension).join(', ')} but received ${file}.`,
	);
}

interface Edited {
	readonly raster: Raster;
	readonly picture: ReadPicture;
	/** The original file. */
	readonly bytes: Uint8Array;
	/** Where the raster lies in the original, if it is a part of it. */
	readonly region?: WriteOptions['region'];
}

/** @throws CliError where `output` is the original, which is never written, or cannot be written */
export async function writeImage(
	original: string,
	output: string,
	{ raster, picture, bytes, region }: Edited,
	{ quality, stripMetadata }: OutputImageOptions,
): Promise<void> {
	if (resolve(original) === resolve(output)) {
		throw new CliError(
			exitCodes.usage,
			`Expected another file than the image itself for --output: ${original} is left as it is.`,
		);
	}
	const file = await writeRaster(raster, picture, bytes, {
		format: formatOf(output),
		keepsMetadata: stripMetadata !== true,
		...(quality !== undefined && { quality }),
		...(region && { region }),
	});
	try {
		await writeFileAtomically(resolve(output), file);
	} catch (error) {
		throw new CliError(
			exitCodes.failed,
			`Expected to write ${output} but it failed: ${error instanceof Error ? error.message : error}.`,
		);
	}
}
