import { type ImageEdit, imageEditShape } from '../../src/shared/imageEdits/imageEdit';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import type { RunLengths } from '../../src/shared/mask/runLengths';
import { previewSizes } from '../../webview/edits/previewSize';
import { PreviewRenderer } from '../../webview/edits/renderPreview';

const steps = 12;
/** The first ones compile. */
const warmUp = 3;

/**
 * The processor time of a step of each edit's slider in milliseconds (median), in the size in which the page previews
 * while a slider moves: what a page's thread computes, without handing it over and drawing it.
 *
 * @param edits by name; each gives the edit at a step of its slider
 */
export async function previewSteps(
	mask: RunLengths,
	edits: Readonly<Record<string, (step: number) => object>>,
): Promise<Record<string, number>> {
	const [{ width, height } = mask] = previewSizes(mask, 1, false);
	const rgba = new Uint8ClampedArray(width * height * 4).map((_, i) =>
		i % 4 === 3 ? 255 : (i * 7919) % 256,
	);
	const masks = [encodeRle(mask)];
	const medians: Record<string, number> = {};
	for (const [name, at] of Object.entries(edits)) {
		const renderer = new PreviewRenderer();
		const times: number[] = [];
		for (let step = 0; step < steps; step++) {
			const edit: ImageEdit = imageEditShape.parse(at(step));
			const before = process.cpuUsage();
			await renderer.render({ width, height, rgba }, [{ edit, masks, inFront: [] }], width / mask.width, {});
			const { user, system } = process.cpuUsage(before);
			if (step >= warmUp) times.push((user + system) / 1000);
		}
		medians[name] = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
	}
	return medians;
}
