import type { DrawMode } from '../../src/shared/drawnShape';

/** What a tool shows while it draws; lines are x, y, x, y, … in image pixels. */
export type Sketch =
	/** What a round brush has painted. */
	| {
			readonly kind: 'stroke';
			readonly line: readonly number[];
			/** Image pixels. */
			readonly radius: number;
			readonly mode: DrawMode;
	  }
	/** A line, or the area that it encloses. */
	| {
			readonly kind: 'line';
			readonly line: readonly number[];
			readonly isArea: boolean;
			/** Its points are corners, which can be dragged. */
			readonly hasCorners: boolean;
			readonly mode: DrawMode;
	  };
