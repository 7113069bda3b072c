import type { RunLengths } from './runLengths';

/** Makes a mask of pieces of columns, given in any order; they may touch and overlap. */
export class ColumnSpans {
	/** Per column the pieces as `from * (height + 1) + to`, so that they sort as numbers. */
	private readonly columns: number[][] = [];

	constructor(
		private readonly width: number,
		private readonly height: number,
	) {}

	/** Adds rows `from` to before `to` (integers) of column `x`; what lies outside the image is left out. */
	add(x: number, from: number, to: number): void {
		if (x < 0 || x >= this.width) return;
		const start = Math.max(0, from);
		const end = Math.min(this.height, to);
		if (start >= end) return;
		this.columns[x] ??= [];
		this.columns[x].push(start * (this.height + 1) + end);
	}

	toMask(): RunLengths {
		const { width, height, columns } = this;
		const counts: number[] = [];
		let at = 0;
		for (let x = 0; x < width; x++) {
			const spans = columns[x];
			if (!spans) continue;
			for (const span of spans.length === 1 ? spans : Float64Array.from(spans).sort()) {
				const start = x * height + Math.floor(span / (height + 1));
				const end = x * height + (span % (height + 1));
				if (end <= at) continue;
				if (start <= at && counts.length > 0) counts[counts.length - 1]! += end - at;
				else counts.push(start - at, end - start);
				at = end;
			}
		}
		if (at < width * height) counts.push(width * height - at);
		return { width, height, counts: Uint32Array.from(counts) };
	}
}
