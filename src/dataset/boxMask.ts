import type { RunLengths } from '../shared/mask/runLengths';
import type { Box } from './dataset';
import { polygonMask } from './polygonMask';

/** The corners of a box, as a ring. */
const boxRing = ([x, y, width, height]: Box): number[] => [
	...[x, y, x, y + height],
	...[x + width, y + height, x + width, y],
];

/** The pixels whose centre is in the box. */
export const boxMask = (box: Box, width: number, height: number): RunLengths =>
	polygonMask(boxRing(box), width, height);
