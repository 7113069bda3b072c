import { type DecoderSpace, squareSpace } from '../../../src/inference/mask/decoderPrompt';
import { type LogitMask, pixelOf } from '../../../src/inference/mask/logitMask';
import { type RunLengths, toBitmap } from '../../../src/shared/mask/runLengths';
import type { ImagePoint } from '../../../src/shared/prompt';
import fc from '../fastCheck';

/** A model's side of logits, small enough for many runs. */
export const logitSize = 32;

export const spaceOf = (width: number, height: number): DecoderSpace =>
	squareSpace({ width, height }, logitSize * 4, logitSize);

/** Logits of a disc: cells from its outline, positive inside. Radius and centre in image pixels. */
export function discLogits(centre: ImagePoint, radius: number, space: DecoderSpace): Float32Array {
	const cell = Math.max(space.width, space.height) / logitSize;
	return Float32Array.from({ length: logitSize * logitSize }, (_, at) => {
		const x = ((at % logitSize) + 0.5) * cell - centre.x;
		const y = (Math.floor(at / logitSize) + 0.5) * cell - centre.y;
		return (radius - Math.hypot(x, y)) / cell;
	});
}

/** Discs about one centre, as one prompt's masks. */
export const discs = (centre: ImagePoint, radii: readonly number[], space: DecoderSpace): LogitMask[] =>
	radii.map((radius) => ({ logits: discLogits(centre, radius, space), score: 0.9, prompt: 0 }));

export interface Scene {
	readonly space: DecoderSpace;
	readonly masks: readonly LogitMask[];
	readonly click: ImagePoint;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Images of all shapes with discs anywhere, some of them twins, and a click. */
export const scenes: fc.Arbitrary<Scene> = fc
	.record({
		width: fc.integer({ min: 1, max: 300 }),
		height: fc.integer({ min: 1, max: 300 }),
		click: fc.tuple(share, share),
		discs: fc.array(fc.record({ x: share, y: share, radius: share, score: share }), {
			minLength: 1,
			maxLength: 12,
		}),
	})
	.map(({ width, height, click, discs }) => {
		const space = spaceOf(width, height);
		const side = Math.max(width, height);
		return {
			space,
			click: { x: click[0] * width, y: click[1] * height },
			masks: discs.map(({ x, y, radius, score }) => ({
				logits: discLogits({ x: x * width, y: y * height }, radius * side, space),
				score,
				prompt: 0,
			})),
		};
	});

export function contains(mask: RunLengths, point: ImagePoint): boolean {
	const { column, row } = pixelOf(point, mask);
	return toBitmap(mask)[row * mask.width + column] === 1;
}
