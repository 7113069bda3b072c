import { cropRaster, type Raster, type Region } from '../../../src/imaging/raster';
import type { PictureRows } from '../../../src/imaging/rows/pictureRows';

/** A raster as rows. */
export class MemoryRows implements PictureRows {
	/** How many pixels were read and written. */
	moved = 0;

	constructor(readonly raster: Raster) {}

	get width(): number {
		return this.raster.width;
	}

	get height(): number {
		return this.raster.height;
	}

	get channels(): 3 | 4 {
		return this.raster.channels;
	}

	read(region: Region): Raster {
		this.moved += region.width * region.height;
		return cropRaster(this.raster, region);
	}

	write({ left, top }: Pick<Region, 'left' | 'top'>, part: Raster): void {
		this.moved += part.width * part.height;
		const { channels, data, width } = this.raster;
		for (let y = 0; y < part.height; y++) {
			const row = part.data.subarray(y * part.width * channels, (y + 1) * part.width * channels);
			data.set(row, ((top + y) * width + left) * channels);
		}
	}
}
