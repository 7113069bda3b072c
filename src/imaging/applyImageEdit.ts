import type { ImageEdit } from '../shared/imageEdits/imageEdit';
import type { RunLengths } from '../shared/mask/runLengths';
import { adjust } from './edits/adjust';
import { blur } from './edits/blur';
import { fill, type Inpaint } from './edits/fill';
import { highlight } from './edits/highlight';
import { pixelate } from './edits/pixelate';
import { place } from './edits/place';
import { recolour } from './edits/recolour';
import { replaceBackground } from './edits/replaceBackground';
import { coveringMatteOf, matteOf } from './matte';
import type { Progress } from './progress';
import type { Raster } from './raster';

export interface EditContext extends Progress {
	/** For a background of kind `image`: that picture, as large as the raster and of its depth. */
	readonly background?: Raster;
	/** For `fill`: where a model is to do it. */
	readonly inpaint?: Inpaint;
	/** For `place`: masks of what lies in front of the copy. */
	readonly inFront?: readonly RunLengths[];
}

/**
 * Applies an edit to the pixels that a mask selects. The raster is changed in place where its form stays the same;
 * use the returned one. Outside the mask and its soft edge nothing changes; for `highlight` and `background`, nothing inside does.
 *
 * @param mask as large as the raster
 * @throws RangeError where it is not. Rejects with the signal's reason when it is aborted; the raster is then spoilt
 */
export async function applyImageEdit(
	raster: Raster,
	mask: RunLengths,
	edit: ImageEdit,
	context: EditContext = {},
): Promise<Raster> {
	if (mask.width !== raster.width || mask.height !== raster.height) {
		throw new RangeError(
			`Expected a mask of ${raster.width} × ${raster.height} pixels but received one of ${mask.width} × ${mask.height}`,
		);
	}
	const matte = edit.type === 'fill' ? coveringMatteOf(mask, edit.softness) : matteOf(mask, edit.softness);
	if (!matte) return raster;
	switch (edit.type) {
		case 'fill':
			return fill(raster, matte, context);
		case 'background':
			return replaceBackground(raster, matte, edit, context, context.background);
		case 'blur':
			return blur(raster, matte, edit, context);
		case 'pixelate':
			return pixelate(raster, matte, edit);
		case 'recolour':
			return recolour(raster, matte, edit);
		case 'adjust':
			return adjust(raster, matte, edit);
		case 'highlight':
			return highlight(raster, matte, edit);
		case 'place': {
			const mattes = context.inFront?.map((front) => matteOf(front, edit.softness)) ?? [];
			return place(
				raster,
				matte,
				edit,
				mattes.filter((front) => front !== undefined),
			);
		}
	}
}
