import type { PackManifest } from '../../packs/manifest/packManifest';
import { bitmapOf } from '../mask/bitmap';
import type { Decode, DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, masksOf } from '../mask/logitMask';
import { stability } from '../mask/stability';
import { type MaskSource, ofLevel } from './maskSource';
import type { Sighting } from './sighting';

/** SAM's masks with its compromise between the other three in front. */
const withCompromise = 4;

/** How many levels a click has of a model that gives so many masks a prompt. */
export const levelsOf = (masksPerPrompt: number, levels: PackManifest['levels']): number =>
	masksPerPrompt - skippedOf(masksPerPrompt, levels);

const skippedOf = (masksPerPrompt: number, levels: PackManifest['levels']) =>
	levels === 'ladder' && masksPerPrompt === withCompromise ? 1 : 0;

/**
 * Of a model whose decoder makes masks and nothing else: they are looked at as small as it makes them, and forgotten;
 * what is worth it is asked for once more.
 *
 * @param levels `native`: its masks are its levels; otherwise they are by area
 */
export function decodedMasks(
	decode: Decode,
	space: DecoderSpace,
	levels: PackManifest['levels'],
	batch: number,
): MaskSource {
	const { columns, rows } = coveredCells(space);
	const bitmapOfMask = ({ logits }: LogitMask) => bitmapOf(logits, space.columns, columns, rows);
	return {
		batch,
		masksTogether: batch,
		async look(prompts, firstPoint, wanted) {
			const masks = masksOf(await decode(prompts), prompts.length, firstPoint, space);
			const perPrompt = masks.length / prompts.length;
			const skipped = skippedOf(perPrompt, levels);
			const ofClick = (index: number) =>
				masks
					.slice(index * perPrompt + skipped, (index + 1) * perPrompt)
					.map((mask, place) => ({ mask, place: place + skipped, bitmap: bitmapOfMask(mask) }));
			const sightings = prompts.flatMap((_, index) => {
				const seen = ofClick(index);
				// The order of SAM's masks is no promise.
				if (levels === 'ladder') seen.sort((a, b) => a.bitmap.area - b.bitmap.area);
				const sure = seen
					.map(({ mask: { logits, prompt, score }, place, bitmap }, rank) => ({
						sighting: { point: prompt, place, level: rank + 1, score, shape: { bitmap } },
						logits,
					}))
					.filter(({ sighting }) => sighting.score >= wanted.leastScore)
					.map(({ sighting, logits }) => ({ ...sighting, stability: stability(logits, space) }))
					.filter((sighting) => sighting.stability >= wanted.leastStability)
					// A model of levels scores what is meant, not how well it found it.
					.map(({ stability, ...sighting }) =>
						levels === 'ladder' ? sighting : { ...sighting, sureness: stability },
					);
				return levels === 'ladder' ? byRank(sure, seen.length, wanted.level) : ofLevel(sure, wanted.level);
			});
			return { sightings, levels: perPrompt - skipped };
		},
		async logitsOf(sightings, promptOf) {
			const points = [...new Set(sightings.map(({ point }) => point))];
			const masks = masksOf(await decode(points.map(promptOf)), points.length, 0, space);
			const perPrompt = masks.length / points.length;
			return sightings.map(({ point, place }) => masks[points.indexOf(point) * perPrompt + place]!.logits);
		},
	};
}

/**
 * Of a click's sure masks by area the one whose place is that of `level` among `levels`: each click that has a sure
 * mask has one of every level, the smallest of 1, the largest of the last.
 */
export function byRank(
	sure: readonly Sighting[],
	levels: number,
	level: number | undefined,
): readonly Sighting[] {
	if (level === undefined) return sure;
	if (level > levels || sure.length === 0) return [];
	const part = levels === 1 ? 0 : (level - 1) / (levels - 1);
	return [{ ...sure[Math.round(part * (sure.length - 1))]!, level }];
}
