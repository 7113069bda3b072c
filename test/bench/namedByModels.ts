import path from 'node:path';
import type { InferenceService } from '../../src/inference/service';
import { likelyListed } from '../../src/naming/likelyListed';
import type { LikelyName } from '../../src/naming/likelyNames';
import { likelyParts, rankParts } from '../../src/naming/likelyParts';
import type { NamedExample } from '../../src/naming/namedExample';
import type { CategoryName } from '../../src/shared/annotations/annotationEdits';
import type { NamedWhole } from '../../src/shared/annotations/namedWhole';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area } from '../../src/shared/mask/runLengths';
import { containment } from '../../src/shared/mask/setOperations';
import type { NamedImage, TrueMask } from './namedSet';
import type { Offer } from './nameTrials';

/** How much of a part's area must lie in its whole. */
const minContainment = 0.9;

/** What a model says of masks: all names, the likeliest first, and those that would be said. */
type Said = (mask: NamedExample) => Pick<Offer, 'ranked' | 'said'>;
const nothing = { ranked: [], said: [] };

/** What the part head says of the parts of a set, each with the smallest object that contains it. */
export async function nameSetParts(images: readonly NamedImage[], service: InferenceService): Promise<Said> {
	const known = { names: namesOf(images, 'part'), isClosed: true };
	return saidOf(images, async (image, masks) => {
		const wholes = wholesOf(masks);
		const parts = masks.flatMap(({ kind, segmentation }, at) => {
			const whole = wholes[at];
			return kind === 'part' && whole ? [{ at, segmentation, whole }] : [];
		});
		const opened = (await service.openImage(image)).image;
		const asked = parts.map(({ segmentation, whole }) => ({ segmentation, whole }));
		const found = await service.nameParts({ image: opened, parts: asked });
		return new Map(
			parts.map(({ at }, i) => [
				at,
				{ ranked: rankParts(found[i]!, known), said: likelyParts(found[i]!, known) },
			]),
		);
	});
}

/** What a pack says that compares masks with words, with the names of the set as the user's list. */
export async function nameSetFromList(
	images: readonly NamedImage[],
	service: InferenceService,
	pack: string,
): Promise<Said> {
	const names = [...namesOf(images, 'object'), ...namesOf(images, 'part')];
	return saidOf(images, async (image, masks) => {
		const wholes = wholesOf(masks);
		const asked = masks.map(({ segmentation, kind }, i) => ({
			...{ segmentation, kind },
			...(wholes[i] && { whole: wholes[i].name }),
		}));
		const opened = (await service.openImage(image)).image;
		const found = await service.nameFromList({ image: opened, pack, masks: asked, names });
		return new Map(
			found.map((shares, at) => {
				const ranked = shares.map(
					({ name, kind, share }): LikelyName => ({ name, kind, confidence: share, isLearned: false }),
				);
				return [at, { ranked, said: likelyListed(shares) }];
			}),
		);
	});
}

/** What a model says of masks, without anything that was learned. */
export function saidOffers(masks: readonly NamedExample[], said: Said): Offer[] {
	return masks.map((mask) => ({ ...said(mask), lastUsed: [], commonest: [], truth: mask.name }));
}

async function saidOf(
	images: readonly NamedImage[],
	ask: (image: string, masks: readonly TrueMask[]) => Promise<Map<number, Pick<Offer, 'ranked' | 'said'>>>,
): Promise<Said> {
	const all = new Map<string, Pick<Offer, 'ranked' | 'said'>>();
	for (const { path: source, masks } of images) {
		for (const [at, one] of await ask(source, masks)) all.set(`${path.basename(source)} ${at}`, one);
	}
	return ({ image, annotation }) => all.get(`${image} ${annotation}`) ?? nothing;
}

function namesOf(images: readonly NamedImage[], kind: CategoryName['kind']): CategoryName[] {
	const masks = images.flatMap((image) => image.masks).filter((mask) => mask.kind === kind);
	return [...new Set(masks.map(({ name }) => name))].map((name) => ({ name, kind }));
}

/** Of each part the smallest object that contains it. */
function wholesOf(masks: readonly TrueMask[]): (NamedWhole | undefined)[] {
	const decoded = masks.map((one) => ({ ...one, mask: decodeRle(one.segmentation) }));
	const objects = decoded
		.filter(({ kind }) => kind === 'object')
		.sort((one, other) => area(one.mask) - area(other.mask));
	return decoded.map(({ kind, mask }) =>
		kind === 'part' ? objects.find((object) => containment(mask, object.mask) >= minContainment) : undefined,
	);
}
