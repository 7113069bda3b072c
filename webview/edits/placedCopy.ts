import { placedBox } from '../../src/imaging/edits/place';
import { matteRegion } from '../../src/imaging/matte';
import type { Region } from '../../src/imaging/raster';
import type { EditOf } from '../../src/shared/imageEdits/imageEdit';
import type { ImageEditStep } from '../../src/shared/imageEdits/imageEditStep';
import { masksOfTarget } from '../../src/shared/imageEdits/masksOfTarget';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { containsPixel, type RunLengths } from '../../src/shared/mask/runLengths';
import { union } from '../../src/shared/mask/setOperations';
import type { ImagePoint } from '../../src/shared/prompt';
import { openedEdit, type State } from '../store';

/** A copy that is placed in the picture and whose parameters are shown. */
export interface PlacedCopy {
	readonly id: number;
	readonly edit: EditOf<'place'>;
	/** Of the original. */
	readonly mask: RunLengths;
	/** Of the original's matte. */
	readonly source: Region;
	/** Where the copy lies. */
	readonly box: Region;
}

interface Source {
	readonly madeOf: readonly unknown[];
	readonly mask: RunLengths;
	readonly region: Region;
}

let known: Source | undefined;

/** The copy that can be moved now: that of the edit which is open in the panel. */
export function movableCopy(state: State): PlacedCopy | undefined {
	const { document, editDraft, editsPanelOpen, editsHidden } = state;
	const step = editsPanelOpen && !editsHidden ? openedEdit(state) : undefined;
	if (!step || step.off || document.readOnlyReason !== undefined) return undefined;
	const edit = editDraft?.id === step.id ? editDraft.edit : step.edit;
	if (edit.type !== 'place') return undefined;
	const source = sourceOf(step, edit.softness, state);
	if (!source) return undefined;
	return { id: step.id, edit, mask: source.mask, source: source.region, box: placedBox(source.region, edit) };
}

function sourceOf({ of }: ImageEditStep, softness: number, { document }: State): Source | undefined {
	const madeOf = [of, document.annotations, softness];
	if (known?.madeOf.every((one, i) => one === madeOf[i])) return known;
	const masks = masksOfTarget(of, document).map((mask) => decodeRle(mask));
	const mask = masks.length === 0 ? undefined : masks.reduce(union);
	const region = mask && matteRegion(mask, softness);
	known = region && { madeOf, mask, region };
	return known;
}

/** Whether a point of the picture is on the copy. */
export function isOnCopy({ edit, mask, source, box }: PlacedCopy, { x, y }: ImagePoint): boolean {
	const [across, down] = [(x - box.left) / box.width, (y - box.top) / box.height];
	if (across < 0 || down < 0 || across >= 1 || down >= 1) return false;
	const column = source.left + Math.floor((edit.flip ? 1 - across : across) * source.width);
	return containsPixel(mask, Math.min(mask.width - 1, column), source.top + Math.floor(down * source.height));
}
