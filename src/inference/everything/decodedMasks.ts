import type { PackManifest } from '../../packs/manifest/packManifest';
import { bitmapOf } from '../mask/bitmap';
import type { Decode, DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells, masksOf } from '../mask/logitMask';
import { smoothIfUnstable, stability } from '../mask/maskQuality';
import type { MaskSource } from './maskSource';
import type { Proposal } from './proposal';

/** The number of SAM's masks where the first is a compromise between the three others. */
const masksWithCompromise = 4;

/** How many levels a point has with a model that returns so many masks per prompt. */
export const levelsOf = (masksPerPrompt: number, levels: PackManifest['levels']): number =>
	masksPerPrompt - skippedOf(masksPerPrompt, levels);

const skippedOf = (masksPerPrompt: number, levels: PackManifest['levels']) =>
	levels === 'ladder' && masksPerPrompt === masksWithCompromise ? 1 : 0;

/**
 * For a model whose decoder returns nothing but masks: proposals are taken from its small masks, which are then
 * dropped, and the masks that are worth it are decoded once more.
 *
 * @param levels `ladder`: the masks of a point are ordered by area; otherwise the model's order is that of its levels
 */
export function decodedMasks(
	decode: Decode,
	space: DecoderSpace,
	levels: PackManifest['levels'],
	pointsPerBatch: number,
): MaskSource {
	const { columns, rows } = coveredCells(space);
	/** As a click shows them. */
	const shown = (logits: Float32Array, stable: number) =>
		levels === 'joined' ? smoothIfUnstable(logits, stable, space) : logits;
	return {
		pointsPerBatch,
		masksPerBatch: pointsPerBatch,
		async propose(prompts, firstPoint, { minScore, minStability, minAgreement }) {
			const masks = masksOf(await decode(prompts), prompts.length, firstPoint, space);
			const perPrompt = masks.length / prompts.length;
			const skipped = skippedOf(perPrompt, levels);
			// Where places are by area, a doubtful mask would take one from a good mask.
			const takesDoubtful = minAgreement !== undefined && levels !== 'ladder';
			const proposals = prompts.flatMap((_, index) => {
				const found = masks.slice(index * perPrompt + skipped, (index + 1) * perPrompt).map((mask, at) => {
					const stable = stability(mask.logits, space);
					const bitmap = bitmapOf(shown(mask.logits, stable), space.columns, columns, rows);
					return { ...mask, maskIndex: at + skipped, stable, bitmap };
				});
				// SAM's masks come in no particular order.
				if (levels === 'ladder') found.sort((a, b) => a.bitmap.area - b.bitmap.area);
				const good = found.flatMap(
					({ stable, prompt: point, score, maskIndex, bitmap }, rank): Proposal[] => {
						const isDoubtful = score < minScore || stable < minStability;
						if (isDoubtful && !(takesDoubtful && bitmap.area > 0)) return [];
						const level = rank + 1;
						const proposal = { point, maskIndex, level, levels: [level], score, shape: { bitmap } };
						// A model with levels scores how likely each is meant, not how well the mask fits.
						const ranked = levels === 'ladder' ? proposal : { ...proposal, rank: stable };
						return [isDoubtful ? { ...ranked, isDoubtful } : ranked];
					},
				);
				return levels === 'ladder' ? atEveryLevel(good, found.length) : good;
			});
			return { proposals, levels: perPrompt - skipped };
		},
		async logitsOf(proposals, promptOf) {
			const points = [...new Set(proposals.map(({ point }) => point))];
			const masks = masksOf(await decode(points.map(promptOf)), points.length, 0, space);
			const perPrompt = masks.length / points.length;
			return proposals.map(({ point, maskIndex }) => {
				const { logits } = masks[points.indexOf(point) * perPrompt + maskIndex]!;
				return shown(logits, stability(logits, space));
			});
		},
	};
}

/**
 * The good masks of a point, each at the levels where it stands: those by area that stand there among `count` levels. So
 * a point that has a mask at all has one for every level, the smallest for level 1 and the largest for the last.
 */
export function atEveryLevel(proposals: readonly Proposal[], count: number): readonly Proposal[] {
	const placeOf = (level: number) =>
		Math.round((count === 1 ? 0 : (level - 1) / (count - 1)) * (proposals.length - 1));
	const all = Array.from({ length: count }, (_, at) => at + 1);
	return proposals.map((one, place) => ({
		...one,
		levels: all.filter((level) => placeOf(level) === place),
	}));
}
