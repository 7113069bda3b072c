import type { OutputFormat } from '../shared/imageEdits/outputFormat';
import type { RunLengths } from '../shared/mask/runLengths';
import type { Inpaint } from './edits/fill';
import { openBackground } from './io/openBackground';
import { type OpenPicture, openPicture } from './io/openPicture';
import { writePicture } from './io/writePicture';
import type { MaskedEdit } from './maskedEdits';
import { matteOf, matteRegion } from './matte';
import { type Progress, reportProgress } from './progress';
import { type Region, wholeRegion } from './raster';
import { applyEditToRows } from './rows/applyEditToRows';

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
	/** Fills holes in place of the built-in way. */
	readonly inpaint?: Inpaint;
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
 * Computes an image file with its edits applied, at full size. Only a few rows of it are in memory at a time.
 *
 * @param bytes the file
 * @param edits in the order in which they are applied; their masks are as large as the upright image
 * @param folder for files that are needed meanwhile; the caller removes it
 * @throws RangeError where a mask is of another size; Error where a background is not there or damaged. Rejects with
 * the signal's reason when it is aborted
 */
export async function renderImage(
	bytes: Uint8Array,
	edits: readonly MaskedEdit[],
	options: RenderOptions,
	folder: string,
	progress: Progress = {},
): Promise<RenderedImage> {
	const picture = await openPicture(bytes, folder, needsAlpha(edits, options));
	const { rows } = picture;
	try {
		for (const [i, one] of edits.entries()) {
			const onProgress = (fraction: number) => progress.onProgress?.((i + fraction) / edits.length);
			await applyEdit(picture, one, options, folder, { ...progress, onProgress });
			await reportProgress(progress, (i + 1) / edits.length);
		}
		const { format, quality, keepsMetadata, cutOut } = options;
		const whole = wholeRegion(rows);
		const selected = cutOut && matteRegion(cutOut.mask, cutOut.softness);
		const region = selected && cutOut.trim ? selected : whole;
		const written = await writePicture(picture, bytes, folder, {
			format,
			keepsMetadata,
			region,
			...(selected && { matteOf: (part: Region) => matteOf(cutOut.mask, cutOut.softness, part) }),
			...(quality !== undefined && { quality }),
		});
		return { bytes: written, width: region.width, height: region.height };
	} finally {
		rows.close();
	}
}

function needsAlpha(edits: readonly MaskedEdit[], { cutOut }: RenderOptions): boolean {
	return (
		cutOut !== undefined ||
		edits.some(({ edit }) => edit.type === 'background' && edit.background.kind === 'transparent')
	);
}

async function applyEdit(
	{ rows, isDeep }: OpenPicture,
	{ edit, mask, inFront }: MaskedEdit,
	{ backgroundFile, inpaint }: RenderOptions,
	folder: string,
	progress: Progress,
): Promise<void> {
	if (edit.type !== 'background' || edit.background.kind !== 'image' || !backgroundFile) {
		return applyEditToRows(rows, mask, edit, {
			...progress,
			...(inFront && { inFront }),
			...(inpaint && { inpaint }),
		});
	}
	const background = await openBackground(backgroundFile(edit.background.file), rows, isDeep, folder);
	try {
		await applyEditToRows(rows, mask, edit, { ...progress, background });
	} finally {
		background.close();
	}
}
