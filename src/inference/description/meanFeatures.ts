import { fullMask, type RunLengths } from '../../shared/mask/runLengths';
import { type CellGrid, coveredCells, meanOver } from './coveredCells';

/** What an encoder sees of an image, by cell. */
export interface FeatureGrid extends CellGrid {
	/** float32[channels, rows, columns] */
	readonly data: Float32Array;
}

/** The mean of the features within a mask; undefined for one without a pixel. */
export function meanOfMask(mask: RunLengths, { data, columns, rows, scale }: FeatureGrid) {
	const cells = coveredCells(mask, { columns, rows, scale });
	return cells && meanOver(cells, data, columns * rows);
}

/** The mean of the features where the image is: it can be smaller than the grid. */
export function meanOfImage(
	map: FeatureGrid,
	{ width, height }: { readonly width: number; readonly height: number },
): Float32Array {
	return meanOfMask(fullMask(width, height), map) ?? new Float32Array();
}
