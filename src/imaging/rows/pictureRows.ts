import type { Raster, Region } from '../raster';

/** A picture of which only parts are in memory. */
export interface PictureRows {
	/** Pixels. */
	readonly width: number;
	/** Pixels. */
	readonly height: number;
	readonly channels: 3 | 4;
	/** A copy of a part. */
	read(region: Region): Raster;
	/** Replaces the part whose top left corner is there. */
	write(corner: Pick<Region, 'left' | 'top'>, part: Raster): void;
}
