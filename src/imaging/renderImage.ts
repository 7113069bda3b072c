import type { ImageEdit } from '../shared/imageEdits/imageEdit';
import type { OutputFormat } from '../shared/imageEdits/outputFormat';
import type { RunLengths } from '../shared/mask/runLengths';
import { applyImageEdit } from './applyImageEdit';
import { cutOut } from './edits/cutOut';
import { readBackground } from './io/readBackground';
import type { ReadPicture } from './io/readRaster';
import { writeRaster } from './io/writeRaster';
import type { MaskedEdit } from './maskedEdits';
import { matteOf } from './matte';
import { type Progress, reportProgress } from './progress';
import { type Raster, type Region, wholeRegion } from './raster';

/** What is cut out of the edited picture; all else becomes transparent. */
export interface CutOut {
	readonly mask: RunLengths;
	/** Whether the result is only as large as the mask and its soft edge. */
	readonly trim: boolean;
	/** How far the soft edge reaches to either side of the outline, in pixels. */
	readonly softness: number;
}

export interface RenderOptions {
	readonly format: OutputFormat;
	/** 1 to 100; without it, lossless where the format can. */
	readonly quality?: number;
	readonly keepsMetadata: boolean;
	readonly cutOut?: CutOut;
	/** Finds the picture of a background of kind `image`, by the name that the edit gives it. */
	readonly backgroundFile?: (name: string) => string | Uint8Array;
}

/** An image file as it is written. */
export interface RenderedImage {
	readonly bytes: Uint8Array;
	/** Pixels. */
	readonly width: number;
	/** Pixels. */
	readonly height: number;
}

/**
 * Computes an image file with its edits applied, at full size.
 *
 * @param picture what was read from the file; its raster is spoilt
 * @param bytes the file
 * @param edits in the order in which they are applied; their masks are as large as the upright image
 * @throws RangeError where a mask is of another size; Error where a background is not there or damaged. Rejects with
 * the signal's reason when it is aborted
 */
export async function renderImage(
	picture: ReadPicture,
	bytes: Uint8Array,
	edits: readonly MaskedEdit[],
	options: RenderOptions,
	progress: Progress = {},
): Promise<RenderedImage> {
	let { raster } = picture;
	for (const [i, { edit, mask }] of edits.entries()) {
		const share = (fraction: number) => progress.onProgress?.((i + fraction) / edits.length);
		const background = await backgroundOf(edit, raster, options);
		raster = await applyImageEdit(raster, mask, edit, {
			...progress,
			onProgress: share,
			...(background && { background }),
		});
		await reportProgress(progress, (i + 1) / edits.length);
	}
	const { region, part } = cutOutOf(raster, options.cutOut);
	const { format, quality, keepsMetadata } = options;
	const written = await writeRaster(part, picture, bytes, {
		format,
		keepsMetadata,
		region,
		...(quality !== undefined && { quality }),
	});
	return { bytes: written, width: part.width, height: part.height };
}

async function backgroundOf(
	edit: ImageEdit,
	raster: Raster,
	{ backgroundFile }: RenderOptions,
): Promise<Raster | undefined> {
	if (edit.type !== 'background' || edit.background.kind !== 'image' || !backgroundFile) return undefined;
	return readBackground(backgroundFile(edit.background.file), raster);
}

function cutOutOf(
	raster: Raster,
	wanted: CutOut | undefined,
): { readonly region: Region; readonly part: Raster } {
	const matte = wanted && matteOf(wanted.mask, wanted.softness);
	if (!matte) return { region: wholeRegion(raster), part: raster };
	return {
		region: wanted.trim ? matte : wholeRegion(raster),
		part: cutOut(raster, matte, { trim: wanted.trim }),
	};
}
