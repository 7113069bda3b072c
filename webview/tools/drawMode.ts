import type { DrawMode } from '../../src/shared/drawnShape';
import type { ToolPointer } from './tool';

/** Whatever says “less” for a click says it for what is drawn. */
export function drawModeOf({ alt, shift, button }: ToolPointer): DrawMode {
	return alt || shift || button === 'right' ? 'subtract' : 'add';
}
