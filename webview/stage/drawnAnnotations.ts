import type { Annotation } from '../../src/shared/annotations/annotation';
import { type State, selectedAnnotation } from '../store';

/** The last list with one annotation alone: the same array as long as it is the same annotation. */
let alone: readonly Annotation[] = [];

let without:
	| { readonly all: readonly Annotation[]; readonly target: number; readonly rest: readonly Annotation[] }
	| undefined;

/** The list without the annotation that is being corrected; the same array as long as both are the same. */
function withoutTarget(all: readonly Annotation[], target: number): readonly Annotation[] {
	if (without?.all !== all || without.target !== target) {
		without = { all, target, rest: all.filter(({ id }) => id !== target) };
	}
	return without.rest;
}

/** The kept masks that are on the stage, so that they are drawn and can be clicked. */
export function drawnAnnotations(state: State): readonly Annotation[] {
	if (state.masksHidden) return [];
	const selected = state.display.selectedOnly ? selectedAnnotation(state) : undefined;
	const { target } = state.prompting;
	if (target !== undefined) return selected ? [] : withoutTarget(shownOf(state.document.annotations), target);
	if (!selected) return shownOf(state.document.annotations);
	if (alone[0] !== selected) alone = [selected];
	return alone;
}

/** Those of the drawn ones that a click can meet. */
export function clickableAnnotations(state: State): readonly Annotation[] {
	return unflagged(drawnAnnotations(state), 'isLocked', unlocked);
}

const visible: Memo = new WeakMap();
const unlocked: Memo = new WeakMap();

type Memo = WeakMap<readonly Annotation[], readonly Annotation[]>;

const shownOf = (all: readonly Annotation[]) => unflagged(all, 'isHidden', visible);

/** The same array for the same list: what is drawn and searched is remembered by it. */
function unflagged(
	all: readonly Annotation[],
	flag: 'isHidden' | 'isLocked',
	memo: Memo,
): readonly Annotation[] {
	let kept = memo.get(all);
	if (!kept) {
		kept = all.some((one) => one[flag]) ? all.filter((one) => !one[flag]) : all;
		memo.set(all, kept);
	}
	return kept;
}
