import { area } from '../../shared/mask/runLengths';
import type { ImagePoint, Prompt } from '../../shared/prompt';
import type { EverythingMask, EverythingProgress } from '../../shared/protocol/inferenceProtocol';
import { toCandidate } from '../ladder/fullSizeLadder';
import { type Bitmap, bitmapOf } from '../mask/bitmap';
import { type DecoderPrompt, type DecoderSpace, userPrompt } from '../mask/decoderPrompt';
import { fullSizeMask } from '../mask/fullSizeMask';
import { coveredCells } from '../mask/logitMask';
import { stability } from '../mask/maskQuality';
import type { Criteria, MaskSource } from './maskSource';
import type { PointOrder } from './pointOrder';
import { areDuplicateMasks, distinctProposals, joinedLevels, type Proposal } from './proposal';

export interface GenerateMasksRequest<P extends Proposal> {
	readonly source: MaskSource<P>;
	readonly space: DecoderSpace;
	/** In image pixels. */
	readonly points: readonly ImagePoint[];
	/** Which of them are asked. */
	readonly order: PointOrder;
	readonly criteria: Criteria;
	/** The level that is wanted: a model that has no such level is asked once only. */
	readonly level?: number;
	/** Called between two pieces of work, so that the user's clicks go first and a cancelled request ends. */
	readonly pause: () => Promise<void>;
	readonly onProgress?: (progress: EverythingProgress) => void;
}

export interface GeneratedMasks {
	/** At image size, the largest first. */
	readonly masks: readonly EverythingMask[];
	/** How many levels the model has per point. */
	readonly levels: number;
	/** At how many points the model is asked. */
	readonly points: number;
}

/**
 * Automatic mask generation: all objects that a model finds at a grid of points, each once. Only proposals are kept of
 * most masks; the best are made at image size one after another, and kept as run lengths.
 *
 * Rejects with what `pause` rejects with.
 */
export async function generateMasks<P extends Proposal>(
	request: GenerateMasksRequest<P>,
): Promise<GeneratedMasks> {
	const { proposals, levels } = await proposeAll(request);
	const distinct = await distinctProposals(proposals, minAgreeingOf(request), request.pause);
	const masks = await makeMasks(distinct, request);
	return { masks: masks.sort((a, b) => b.area - a.area), levels, points: request.order.total };
}

/** So many points agree at least, however few are asked. */
const fewestAgreeing = 2;

function minAgreeingOf({ criteria: { minAgreement }, order }: GenerateMasksRequest<Proposal>): number {
	if (minAgreement === undefined) return Number.POSITIVE_INFINITY;
	return Math.max(fewestAgreeing, Math.ceil(minAgreement * order.total));
}

async function proposeAll<P extends Proposal>(request: GenerateMasksRequest<P>) {
	const { source, space, points, order, criteria, level, pause, onProgress } = request;
	const proposals: P[] = [];
	let [levels, asked] = [0, 0];
	for (;;) {
		const batch = order.next(source.pointsPerBatch);
		if (batch.length === 0) break;
		await pause();
		const found = await source.propose(
			batch.map((point) => promptAt(points[point]!, space)),
			0,
			criteria,
		);
		const wanted = found.proposals.filter(({ shape }) => mayHaveArea(shape, request));
		for (const proposal of wanted) proposals.push({ ...proposal, point: batch[proposal.point]! });
		for (const [at, point] of batch.entries()) {
			order.settle(point, finestOf(found.proposals.filter((one) => one.point === at && !one.isDoubtful)));
		}
		asked += batch.length;
		levels = found.levels;
		if (level !== undefined && level > levels) return { proposals: [], levels };
		onProgress?.({ step: 'proposing', done: asked, total: order.total });
	}
	return { proposals, levels };
}

function finestOf(proposals: readonly Proposal[]): Bitmap | undefined {
	const bitmaps = proposals.flatMap(({ shape }) => ('bitmap' in shape ? [shape.bitmap] : []));
	return bitmaps.sort((a, b) => a.area - b.area)[0];
}

async function makeMasks<P extends Proposal>(
	proposals: readonly P[],
	{ source, space, points, criteria, pause, onProgress }: GenerateMasksRequest<P>,
): Promise<EverythingMask[]> {
	const made: EverythingMask[] = [];
	const bitmaps: Bitmap[] = [];
	const covered = coveredCells(space);
	const promptOf = (point: number) => promptAt(points[point]!, space);
	for (let first = 0; first < proposals.length; first += source.masksPerBatch) {
		await pause();
		const batch = proposals.slice(first, first + source.masksPerBatch);
		const logitsOfBatch = await source.logitsOf(batch, promptOf);
		for (const [index, logits] of logitsOfBatch.entries()) {
			onProgress?.({ step: 'making', done: first + index, total: proposals.length });
			const { point, score, level, levels, isDoubtful } = batch[index]!;
			if (!isDoubtful && stability(logits, space) < criteria.minStability) continue;
			const bitmap = bitmapOf(logits, space.columns, covered.columns, covered.rows);
			// Proposals that were compared by their boxes can still be duplicates.
			if (bitmap.area === 0) continue;
			const same = bitmaps.findIndex((other) => areDuplicateMasks(other, bitmap));
			if (same !== -1) {
				made[same] = { ...made[same]!, levels: joinedLevels(made[same]!.levels, levels) };
				continue;
			}
			await pause();
			const at = points[point]!;
			const mask = fullSizeMask(logits, [userPointAt(at)], space);
			if (area(mask) === 0 || !hasArea(area(mask), criteria)) continue;
			bitmaps.push(bitmap);
			made.push({ ...toCandidate({ mask, score }, level), levels, point: at });
		}
	}
	return made;
}

const hasArea = (pixels: number, { areas }: Criteria) =>
	areas === undefined || (pixels >= areas.min && pixels <= areas.max);

/** Of a shape that is not known yet, it is found out when the mask is made. */
function mayHaveArea(
	shape: Proposal['shape'],
	{ criteria, space: { logitScale } }: Pick<GenerateMasksRequest<Proposal>, 'criteria' | 'space'>,
): boolean {
	return 'box' in shape || hasArea(shape.bitmap.area / (logitScale.x * logitScale.y), criteria);
}

const userPointAt = ({ x, y }: ImagePoint): Prompt => ({ type: 'point', x, y, positive: true });

const promptAt = (point: ImagePoint, space: DecoderSpace): DecoderPrompt =>
	userPrompt([userPointAt(point)], space);
