import { addToSidecar } from '../../../src/cli/sidecarFile';
import type { NewAnnotation } from '../../../src/shared/annotations/annotationEdits';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import { area, bbox } from '../../../src/shared/mask/runLengths';
import { messageOf } from '../../../src/shared/messageOf';
import { type FaultKind, injectFault } from './faults';

/** The image whose sidecar the helpers write. */
export const savedImage = { width: 640, height: 480 };

/** A mask of `savedImage`, another one for each number. */
export function numberedMask(number: number, name: string): NewAnnotation {
	const { width, height } = savedImage;
	const start = (number * 7919) % (width * height - 200);
	const mask = { width, height, counts: Uint32Array.of(start, 100, width * height - start - 100) };
	return {
		category: { name, kind: 'object' },
		segmentation: encodeRle(mask),
		area: area(mask),
		bbox: bbox(mask),
	};
}

/**
 * A process of its own: adds one mask to the sidecar of the image at `path` and prints what became of it, as JSON.
 * What it says is printed before it may be killed on its way out.
 */
export async function saveHelper([
	path = '',
	number = '',
	at = '0',
	kind = '',
]: readonly string[]): Promise<void> {
	const calls = injectFault({ at: Number(at), kind: kind as FaultKind });
	const print = (outcome: object) => process.stdout.write(`${JSON.stringify({ ...outcome, calls })}\n`);
	try {
		await addToSidecar({ path, ...savedImage }, () => [numberedMask(Number(number), 'saved')]);
		print({ saved: true });
	} catch (error) {
		print({ saved: false, message: messageOf(error) });
	}
}

/** A process of its own: adds `count` masks named `name` to the sidecar of the image at `path`, one write each. */
export async function addHelper([path = '', name = '', count = '']: readonly string[]): Promise<void> {
	let slowest = 0;
	for (let i = 0; i < Number(count); i++) {
		const from = performance.now();
		await addToSidecar({ path, ...savedImage }, () => [numberedMask(i, name)]);
		slowest = Math.max(slowest, performance.now() - from);
	}
	process.stdout.write(JSON.stringify({ slowest }));
}
