interface Size {
	readonly width: number;
	readonly height: number;
}

/** Of how many rows, and of how many columns, a pixel's mean is taken at least, where there are so many. */
const enoughForMean = 4;

/** Makes an image smaller as its rows come, in any order: each new pixel is the mean of those that fall into it. */
export class MeanLevels {
	/** Only every n-th row, and every n-th pixel of it, is looked at. */
	readonly step: number;
	private readonly sums: Uint32Array;
	/** For each pixel across, and each row: where it falls. */
	private readonly columns: Uint32Array;
	private readonly rows: Uint32Array;

	constructor(
		from: Size,
		private readonly to: Size,
		private readonly channels: number,
	) {
		const factor = Math.min(from.width / to.width, from.height / to.height);
		this.step = Math.max(1, Math.floor(factor / enoughForMean));
		this.sums = new Uint32Array(to.width * to.height * channels);
		this.columns = placesOf(from.width, to.width);
		this.rows = placesOf(from.height, to.height);
	}

	/** @param levels of pixels of one row, from `x` on */
	add(x: number, y: number, channel: number, levels: Uint8Array): void {
		const { step, sums, columns, channels } = this;
		const row = this.rows[y]! * this.to.width;
		for (let at = (step - (x % step)) % step; at < levels.length; at += step) {
			sums[(row + columns[x + at]!) * channels + channel]! += levels[at]!;
		}
	}

	/** uint8[height, width, channels] */
	means(): Uint8Array {
		const { sums, channels } = this;
		const { width, height } = this.to;
		const across = countsOf(this.columns, width, this.step);
		const down = countsOf(this.rows, height, this.step);
		const data = new Uint8Array(sums.length);
		for (let y = 0, i = 0; y < height; y++) {
			for (let x = 0; x < width; x++) {
				const count = across[x]! * down[y]!;
				for (let channel = 0; channel < channels; channel++, i++) data[i] = Math.round(sums[i]! / count);
			}
		}
		return data;
	}
}

const placesOf = (from: number, to: number) =>
	Uint32Array.from({ length: from }, (_, at) => Math.floor((at * to) / from));

/** How many of the places that are looked at fall into each. */
function countsOf(places: Uint32Array, count: number, step: number): Uint32Array {
	const counts = new Uint32Array(count);
	for (let at = 0; at < places.length; at += step) counts[places[at]!]!++;
	return counts;
}
