import { applyImageEdit } from '../../src/imaging/applyImageEdit';
import type { Progress } from '../../src/imaging/progress';
import type { Raster } from '../../src/imaging/raster';
import { scaleImageEdit } from '../../src/imaging/scaleImageEdit';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import type { RunLengths } from '../../src/shared/mask/runLengths';
import { scaleMask } from '../../src/shared/mask/scaleMask';
import { union } from '../../src/shared/mask/setOperations';
import type { PreviewStep } from './previewMessages';

/** A picture's pixels in the size of the preview. */
export interface PreviewPicture {
	readonly width: number;
	readonly height: number;
	/** uint8[height * width * 4], row by row. */
	readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface RenderedPreview extends PreviewPicture {
	/** Whether something that has changed is not opaque; otherwise all that has not changed is transparent here. */
	readonly isWhole: boolean;
}

export interface PreviewContext extends Progress {
	/** The picture of that name in the size of the preview. */
	readonly background?: (name: string) => PreviewPicture | undefined;
}

const rasterOf = ({ width, height, rgba }: PreviewPicture): Raster => ({
	width,
	height,
	channels: 4,
	data: new Uint8Array(rgba.buffer),
});

/** The result of a slow edit, so that changing a later edit does not compute it again. */
interface Made {
	readonly key: string;
	readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Renders edits of a picture at the preview's size, as the export does at full size. */
export class PreviewRenderer {
	private made: Made | undefined;

	forget(): void {
		this.made = undefined;
	}

	/**
	 * @param factor the picture's size as a share of the full one, in which masks and lengths are
	 * @throws RangeError for a mask of another size. Rejects with the signal's reason when it is aborted
	 */
	async render(
		picture: PreviewPicture,
		steps: readonly PreviewStep[],
		factor: number,
		{ background, ...progress }: PreviewContext,
	): Promise<RenderedPreview> {
		const { width, height } = picture;
		let keys = `${width} × ${height}`;
		const keyed = steps.map((step) => {
			keys = `${keys}\n${JSON.stringify(step)}`;
			return { step, key: keys };
		});
		const start = keyed.findLastIndex(({ key }) => key === this.made?.key);
		const from = start >= 0 ? this.made!.rgba : picture.rgba;
		let raster: Raster = { width, height, channels: 4, data: new Uint8Array(from) };
		for (const { step, key } of keyed.slice(start + 1)) {
			const mask = maskOf(step.masks, width, height);
			const inFront = step.inFront.length > 0 ? [maskOf(step.inFront, width, height)] : undefined;
			const behind = step.background === undefined ? undefined : background?.(step.background);
			raster = await applyImageEdit(raster, mask, scaleImageEdit(step.edit, factor), {
				...progress,
				...(inFront && { inFront }),
				...(behind && { background: rasterOf(behind) }),
			});
			if (step.edit.type === 'fill') this.made = { key, rgba: new Uint8ClampedArray(raster.data) };
		}
		return { width, height, ...changesOf(raster.data as Uint8Array<ArrayBuffer>, picture.rgba) };
	}
}

function maskOf(masks: PreviewStep['masks'], width: number, height: number): RunLengths {
	return masks.map((mask) => scaleMask(decodeRle(mask), width, height)).reduce(union);
}

/** Only what has changed, so that elsewhere the picture itself is seen, in all its pixels. */
function changesOf(
	edited: Uint8Array<ArrayBuffer>,
	original: Uint8ClampedArray<ArrayBuffer>,
): Pick<RenderedPreview, 'rgba' | 'isWhole'> {
	const rgba = new Uint8ClampedArray(edited.buffer);
	const now = new Uint32Array(rgba.buffer);
	const before = new Uint32Array(original.buffer);
	// Through a change that is not opaque, the picture would be seen below.
	for (let i = 0; i < now.length; i++) {
		if (now[i] !== before[i] && rgba[i * 4 + 3]! < 255) return { rgba, isWhole: true };
	}
	for (let i = 0; i < now.length; i++) if (now[i] === before[i]) now[i] = 0;
	return { rgba, isWhole: false };
}
