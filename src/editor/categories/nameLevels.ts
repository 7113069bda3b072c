import type { AnnotationSet } from '../../shared/annotations/annotation';
import type { NewAnnotation } from '../../shared/annotations/annotationEdits';
import { notKept } from '../../shared/annotations/notKept';
import type { AcceptParams } from '../../shared/protocol/editorProtocol';
import type { CategoryMemory } from './categoryMemory';
import { pickCategory } from './categoryPick';

/** Over this IoU a level is what was kept already. */
const sameIou = 0.9;

/**
 * Asks for the category of each accepted level, the largest first, so that a part is named after its whole. Of several
 * levels, those that are kept already are left out: whoever takes a whole apart does not want it twice.
 *
 * @param show shows the level that is being asked about
 * @returns the annotations to add, or undefined where the user pressed Escape or left every level out
 * @throws Error where all of several levels are kept already
 */
export async function nameLevels(
	{ candidates, levels, prompts, pack }: AcceptParams,
	set: AnnotationSet,
	memory: CategoryMemory,
	show: (level: number) => void,
): Promise<NewAnnotation[] | undefined> {
	const accepted = candidates.filter(({ level }) => levels.includes(level)).sort((a, b) => b.area - a.area);
	const added = notKept(accepted, set, sameIou);
	if (accepted.length > 1 && added.length === 0) throw new Error('All of these levels are kept already.');
	const chosen = accepted.length > 1 ? added : accepted;
	const ladder = candidates.map(({ level, score, segmentation }) => ({ level, score, segmentation }));
	const named: NewAnnotation[] = [];
	for (const [index, { level, score, segmentation, area, bbox }] of chosen.entries()) {
		const many = chosen.length > 1;
		if (many) show(level);
		const whole = named.at(-1)?.category.name;
		const category = await pickCategory({
			title: many
				? `${index + 1} of ${chosen.length}: level ${level}${whole ? `, inside ${whole}` : ''}`
				: `Keep level ${level} as`,
			known: memory.known(set),
			forget: (name) => memory.forget(name),
			suggestedKind: whole ? 'part' : 'object',
			...(many && { skipLabel: '$(debug-step-over) Leave this level out' }),
		});
		if (category === undefined) return undefined;
		if (category === 'skip') continue;
		named.push({ category, level, score, segmentation, area, bbox, prompts, pack, ladder });
	}
	if (named.length === 0) return undefined;
	for (const { category, level } of [...named].reverse()) memory.remember(category, level);
	return named;
}
