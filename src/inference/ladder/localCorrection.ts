import { containsPixel, type RunLengths } from '../../shared/mask/runLengths';
import { intersect, subtract, union } from '../../shared/mask/setOperations';
import type { Prompt } from '../../shared/prompt';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, pixelOf } from '../mask/logitMask';
import { maskFromLogits } from '../mask/maskFromLogits';

type Point = Prompt & { readonly type: 'point' };

/** What a mask keeps of the one that it corrects. */
export interface KeptOutside {
	/** float32[rows, columns], above zero where the mask differs from the corrected one. */
	readonly changed: Float32Array;
	/** The corrected mask at image size. */
	readonly before: RunLengths;
}

/** Cells around a correcting point that may change in any case. */
const minReach = 3;
/** Cells by which a change is widened, so that its outline is the new mask's. */
const margin = 2;
/** Logits of cells that are clearly inside or outside the corrected mask; where its outline runs they are lower. */
const clear = 4;

/** The points that the corrected mask has on the wrong side, or the last point where there is none; newest first. */
export function correctingPoints(prompts: readonly Prompt[], before: RunLengths): readonly Point[] {
	const points = prompts.filter((prompt) => prompt.type === 'point').reverse();
	const wrong = points.filter((point) => {
		const { column, row } = pixelOf(point, before);
		return containsPixel(before, column, row) !== point.positive;
	});
	return wrong.length > 0 ? wrong : points.slice(0, 1);
}

/**
 * The corrected mask, changed only where the points ask for it: in the connected part of the difference that they lie
 * in, and a little around them. Decoders redraw the whole mask, which spoils parts that were right.
 *
 * @param before float32[rows, columns] of the corrected mask
 */
export function keepElsewhere<T extends LogitMask>(
	mask: T,
	points: readonly Point[],
	before: { readonly logits: Float32Array; readonly mask: RunLengths },
	space: DecoderSpace,
): T & { readonly keptOutside: KeptOutside } {
	const { columns, rows } = coveredCells(space);
	const changed = changedCells(mask.logits, before.logits, points, space);
	const logits = before.logits.slice();
	const area = new Float32Array(logits.length).fill(-1);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			if (changed[row * columns + column] === 0) continue;
			const at = row * space.columns + column;
			area[at] = 1;
			logits[at] = mask.logits[at]!;
		}
	}
	return { ...mask, logits, keptOutside: { changed: area, before: before.mask } };
}

/** A full-size mask of the new logits, with the corrected mask where nothing was to change. */
export function withKept(
	mask: RunLengths,
	{ changed, before }: KeptOutside,
	space: DecoderSpace,
): RunLengths {
	const area = maskFromLogits(changed, space);
	return union(intersect(mask, area), subtract(before, area));
}

/** uint8[rows, columns] of the covered cells, 1 where the mask may change. */
function changedCells(
	after: Float32Array,
	before: Float32Array,
	points: readonly Point[],
	space: DecoderSpace,
): Uint8Array {
	const { columns, rows } = coveredCells(space);
	const differs = new Uint8Array(columns * rows);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const at = row * space.columns + column;
			const was = before[at]!;
			if (Math.abs(was) >= clear && was > 0 !== after[at]! > 0) differs[row * columns + column] = 1;
		}
	}
	// Without what is narrow: two outlines that differ by a cell all around connect everything with everything.
	const broad = spread(differs, columns, rows, -1);
	const near = new Uint8Array(columns * rows);
	for (const point of points) {
		const { column, row } = cellOf(point, space);
		fillDisc(near, column, row, minReach, columns, rows);
	}
	const wanted = connectedTo(near, broad, columns, rows);
	return spread(wanted, columns, rows, margin + 1).map((value, at) => value | near[at]!);
}

function cellOf(point: Point, space: DecoderSpace): { readonly column: number; readonly row: number } {
	const { column, row } = pixelOf(point, space);
	const scale = space.logitScale;
	return { column: Math.floor(column * scale.x), row: Math.floor(row * scale.y) };
}

function fillDisc(
	cells: Uint8Array,
	column: number,
	row: number,
	radius: number,
	columns: number,
	rows: number,
): void {
	for (let y = Math.max(0, row - radius); y <= Math.min(rows - 1, row + radius); y++) {
		for (let x = Math.max(0, column - radius); x <= Math.min(columns - 1, column + radius); x++) {
			if (Math.hypot(x - column, y - row) <= radius) cells[y * columns + x] = 1;
		}
	}
}

/** The cells of `all` that a path in `all`, over edges, connects with a cell of `from`. */
function connectedTo(from: Uint8Array, all: Uint8Array, columns: number, rows: number): Uint8Array {
	const found = new Uint8Array(all.length);
	const open: number[] = [];
	const visit = (at: number) => {
		if (all[at] === 0 || found[at] === 1) return;
		found[at] = 1;
		open.push(at);
	};
	for (const [at, value] of from.entries()) if (value === 1) visit(at);
	for (let at = open.pop(); at !== undefined; at = open.pop()) {
		const column = at % columns;
		if (column > 0) visit(at - 1);
		if (column < columns - 1) visit(at + 1);
		if (at >= columns) visit(at - columns);
		if (at < columns * (rows - 1)) visit(at + columns);
	}
	return found;
}

/** Grown by so many cells along both axes, or shrunk where the number is negative; the image's edge shrinks nothing. */
function spread(cells: Uint8Array, columns: number, rows: number, steps: number): Uint8Array {
	const grows = steps > 0;
	let from = cells;
	for (let step = 0; step < Math.abs(steps); step++) {
		const to = from.slice();
		for (let row = 0; row < rows; row++) {
			for (let column = 0; column < columns; column++) {
				const at = row * columns + column;
				const neighbours = [
					column > 0 ? from[at - 1]! : from[at]!,
					column < columns - 1 ? from[at + 1]! : from[at]!,
					row > 0 ? from[at - columns]! : from[at]!,
					row < rows - 1 ? from[at + columns]! : from[at]!,
				];
				to[at] = grows ? Math.max(from[at]!, ...neighbours) : Math.min(from[at]!, ...neighbours);
			}
		}
		from = to;
	}
	return from;
}
