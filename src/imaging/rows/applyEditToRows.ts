import type { EditOf, ImageEdit } from '../../shared/imageEdits/imageEdit';
import type { RunLengths } from '../../shared/mask/runLengths';
import type { EditContext } from '../applyImageEdit';
import { adjust } from '../edits/adjust';
import { blur } from '../edits/blur';
import { fill, fillMargin } from '../edits/fill';
import { highlight } from '../edits/highlight';
import { pixelate } from '../edits/pixelate';
import { placeCopy, placedBox } from '../edits/place';
import { recolour } from '../edits/recolour';
import { replaceBackground } from '../edits/replaceBackground';
import { blurMargin, blurStep } from '../gaussianBlur';
import { coveringMatteOf, type Matte, matteInWindow, matteOf, matteRegion } from '../matte';
import { type Progress, reportProgress } from '../progress';
import { cropRaster, growRegion, intersectRegions, type Raster, type Region, wholeRegion } from '../raster';
import { bandsOf } from './bandsOf';
import type { PictureRows } from './pictureRows';

export interface RowsContext extends Omit<EditContext, 'background'> {
	/** For a background of kind `image`: that picture, as large as the edited one and of its depth. */
	readonly background?: PictureRows;
	/** Pixels that are in memory at a time; for tests. */
	readonly bandPixels?: number;
}

/**
 * Applies an edit to a picture of which only a band is in memory at a time; the result is that of `applyImageEdit`, to
 * the last bit. What the edit does not reach is neither read nor written. A picture that is to become transparent has
 * alpha already.
 *
 * @throws RangeError where the mask is not as large as the picture. Rejects with the signal's reason when it is
 * aborted; the picture is then spoilt
 */
export async function applyEditToRows(
	rows: PictureRows,
	mask: RunLengths,
	edit: ImageEdit,
	context: RowsContext = {},
): Promise<void> {
	if (mask.width !== rows.width || mask.height !== rows.height) {
		throw new RangeError(
			`Expected a mask of ${rows.width} × ${rows.height} pixels but received one of ${mask.width} × ${mask.height}`,
		);
	}
	const box = matteRegion(mask, edit.softness);
	if (!box) return;
	switch (edit.type) {
		case 'fill':
			return fillRows(rows, mask, edit, box, context);
		case 'place':
			return placeRows(rows, mask, edit, context);
		case 'background':
			return backgroundRows(rows, mask, edit, context);
		case 'highlight':
			return inBands(rows, wholeRegion(rows), context, ({ raster, matteOfWindow }) =>
				highlight(raster, matteOfWindow(mask, edit.softness), edit),
			);
		case 'blur':
			return inBands(
				rows,
				box,
				{ ...context, margin: blurMargin(edit.sigma), grid: blurStep(edit.sigma) },
				({ raster, matteOfBand, quiet }) => {
					const matte = matteOfBand(mask, edit.softness);
					return matte ? blur(raster, matte, edit, quiet) : raster;
				},
			);
		case 'pixelate':
			// A block's colour is that of all of it, in whichever band its other rows are.
			return inBands(
				rows,
				box,
				{ ...context, margin: edit.size, grid: edit.size },
				withMatte(mask, edit, pixelate),
			);
		case 'recolour':
			return inBands(rows, box, context, withMatte(mask, edit, recolour));
		case 'adjust':
			return inBands(rows, box, context, withMatte(mask, edit, adjust));
	}
}

/** A band with what is around it. */
interface Window {
	/** The band and as much around it as the edit needs. */
	readonly raster: Raster;
	/** The band, as it lies in the raster. */
	readonly band: Region;
	/** The raster, as it lies in the picture. */
	readonly region: Region;
	/** A mask's matte as it lies in the raster. */
	matteOfWindow(mask: RunLengths, softness: number): Matte | undefined;
	/** The same without what is around the band. */
	matteOfBand(mask: RunLengths, softness: number): Matte | undefined;
	/** Lets the edit be stopped; the bands tell how far it is. */
	readonly quiet: Progress;
}

interface BandOptions extends RowsContext {
	/** How far around a pixel the edit looks. */
	readonly margin?: number;
	/** Windows begin at multiples of this many pixels. */
	readonly grid?: number;
}

async function inBands(
	rows: PictureRows,
	area: Region,
	{ margin = 0, grid = 1, bandPixels, signal, onProgress }: BandOptions,
	change: (window: Window) => Raster | Promise<Raster>,
): Promise<void> {
	const quiet = signal ? { signal } : {};
	// A band is written when the next one has been read, which looks at it as it was.
	let write: () => void = () => undefined;
	for (const band of bandsOf(area, 2 * margin, bandPixels)) {
		const region = alignRegion(growRegion(band, margin, rows), grid, rows);
		const raster = rows.read(region);
		write();
		const inWindow = { ...band, left: band.left - region.left, top: band.top - region.top };
		const shifted = (within: Region) => (mask: RunLengths, softness: number) => {
			const matte = matteOf(mask, softness, within);
			return matte && matteInWindow(matte, region);
		};
		const window: Window = {
			raster,
			band: inWindow,
			region,
			quiet,
			matteOfWindow: shifted(region),
			matteOfBand: shifted(band),
		};
		const changed = await change(window);
		const part = cropRaster(changed, inWindow);
		write = () => rows.write(band, part);
		await reportProgress(
			{ ...quiet, ...(onProgress && { onProgress }) },
			(band.top + band.height - area.top) / area.height,
		);
	}
	write();
}

/** The region with its left and top edge moved out to the grid. */
function alignRegion(region: Region, grid: number, picture: Pick<PictureRows, 'width' | 'height'>): Region {
	const left = region.left - (region.left % grid);
	const top = region.top - (region.top % grid);
	const aligned = {
		left,
		top,
		width: region.left + region.width - left,
		height: region.top + region.height - top,
	};
	return growRegion(aligned, 0, picture);
}

/** An edit of what the mask selects, which is not there in every band. */
function withMatte<E extends ImageEdit>(
	mask: RunLengths,
	edit: E,
	apply: (raster: Raster, matte: Matte, edit: E) => Raster,
): (window: Window) => Raster {
	return ({ raster, matteOfWindow }) => {
		const matte = matteOfWindow(mask, edit.softness);
		return matte ? apply(raster, matte, edit) : raster;
	};
}

async function fillRows(
	rows: PictureRows,
	mask: RunLengths,
	edit: EditOf<'fill'>,
	box: Region,
	context: RowsContext,
): Promise<void> {
	const region = growRegion(box, fillMargin(box), rows);
	const matte = matteInWindow(coveringMatteOf(mask, edit.softness)!, region);
	rows.write(region, await fill(rows.read(region), matte, context));
}

async function placeRows(
	rows: PictureRows,
	mask: RunLengths,
	edit: EditOf<'place'>,
	context: RowsContext,
): Promise<void> {
	const matte = matteOf(mask, edit.softness)!;
	const source = { pixels: rows.read(matte), matte };
	const area = intersectRegions(placedBox(matte, edit), wholeRegion(rows));
	if (!area) return;
	await inBands(rows, area, context, ({ raster, region }) => {
		const mattes = context.inFront?.map((front) => matteOf(front, edit.softness, region)) ?? [];
		return placeCopy(
			raster,
			region,
			source,
			edit,
			mattes.filter((front) => front !== undefined),
		);
	});
}

async function backgroundRows(
	rows: PictureRows,
	mask: RunLengths,
	edit: EditOf<'background'>,
	context: RowsContext,
): Promise<void> {
	const { background } = edit;
	const reach =
		background.kind === 'blur'
			? { margin: blurMargin(background.sigma), grid: blurStep(background.sigma) }
			: {};
	await inBands(
		rows,
		wholeRegion(rows),
		{ ...context, ...reach },
		({ raster, region, band, matteOfWindow, quiet }) =>
			replaceBackground(
				raster,
				matteOfWindow(mask, edit.softness),
				edit,
				quiet,
				context.background?.read(region),
				band,
			),
	);
}
