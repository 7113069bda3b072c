import { decodeRle } from '../../shared/mask/cocoRle';
import { findRegions } from '../../shared/mask/regions';
import { area, type RunLengths } from '../../shared/mask/runLengths';
import { scaleMask } from '../../shared/mask/scaleMask';
import { intersectionArea, iou } from '../../shared/mask/setOperations';
import { smooth } from '../../shared/mask/smooth';
import type { EverythingMask } from '../../shared/protocol/inferenceProtocol';
import { iouThresholds } from '../../shared/thresholds';
import { joinedLevels } from './proposal';

/** A mask is looked at in a size of at most so many pixels along its longer side. */
const maxSide = 512;
/** A smaller mask is a speck, as a part of the image. */
const minPart = 0.0001;
/** The disc that a mask is smoothed by: as a part of the image's diagonal, and at most of the root of its own area. */
const discOfImage = 0.005;
const discOfMask = 0.22;
/** With less IoU with its own smoothing, a mask is frayed. */
const minSmoothIou = 0.93;
/** With more pieces of at least this part of the image, a mask is scattered. */
const maxPieces = 4;
const minPiece = 0.0002;
/** From this part of its area inside a larger one, a mask is a part of that. */
const minInside = 0.9;

/**
 * The masks of an image without what nobody would keep: specks, frayed and scattered ones, and parts that are nearly their
 * whole, which then stands at the levels of both.
 *
 * @param pause is awaited after each mask, so that the user's clicks go first; where it rejects, so does this
 */
export async function withoutJunk(
	masks: readonly EverythingMask[],
	pause: () => Promise<void>,
): Promise<EverythingMask[]> {
	const kept: { found: EverythingMask; readonly mask: RunLengths }[] = [];
	for (const found of masks.toSorted((a, b) => b.area - a.area)) {
		const mask = decodeRle(found.segmentation);
		if (!isJunk(mask)) {
			const whole = kept.find((other) => areTwins(mask, other.mask));
			if (whole) whole.found = { ...whole.found, levels: joinedLevels(whole.found.levels, found.levels) };
			else kept.push({ found, mask });
		}
		await pause();
	}
	return kept.map(({ found }) => found);
}

function isJunk(mask: RunLengths): boolean {
	if (area(mask) < minPart * mask.width * mask.height) return true;
	const scale = Math.min(1, maxSide / Math.max(mask.width, mask.height));
	const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
	const small = scaleMask(mask, side(mask.width), side(mask.height));
	return isScattered(small) || isFrayed(small);
}

function isScattered(mask: RunLengths): boolean {
	const least = minPiece * mask.width * mask.height;
	return (
		findRegions(mask, 'corners').areas.filter((pixels) => pixels >= Math.max(1, least)).length > maxPieces
	);
}

function isFrayed(mask: RunLengths): boolean {
	const disc = Math.min(
		discOfImage * Math.hypot(mask.width, mask.height),
		discOfMask * Math.sqrt(area(mask)),
	);
	return iou(mask, smooth(mask, Math.max(1, Math.round(disc)))) < minSmoothIou;
}

function areTwins(part: RunLengths, whole: RunLengths): boolean {
	const [smaller, larger] = [area(part), area(whole)];
	// The IoU is at most the quotient of the areas, which decides most pairs.
	if (smaller <= iouThresholds.twinOfParent * larger) return false;
	const both = intersectionArea(part, whole);
	return both >= minInside * smaller && both > iouThresholds.twinOfParent * (smaller + larger - both);
}
