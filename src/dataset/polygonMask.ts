import { fillPolygons } from '../shared/mask/polygonFill';
import type { RunLengths } from '../shared/mask/runLengths';
import { DatasetError } from './datasetError';

/**
 * The pixels whose centre is in a polygon of a dataset.
 *
 * @param ring x and y in turn, in pixels
 * @throws DatasetError where it asks for far more work than an image of that size is worth
 */
export function polygonMask(ring: readonly number[], width: number, height: number): RunLengths {
	try {
		return fillPolygons([ring], width, height);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new DatasetError(`${error.message}.`);
	}
}
