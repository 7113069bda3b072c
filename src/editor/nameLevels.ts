import type { AnnotationSet } from '../shared/annotation';
import type { NewAnnotation } from '../shared/annotationEdits';
import type { AcceptParams } from '../shared/editorProtocol';
import type { CategoryMemory } from './categoryMemory';
import { pickCategory } from './categoryPick';

/**
 * Asks for the category of each accepted level, the largest first, so that a part is named after its whole.
 *
 * @param show shows the level that is being asked about
 * @returns the annotations to add, or undefined where the user pressed Escape or left every level out
 */
export async function nameLevels(
	{ candidates, levels, prompts, pack }: AcceptParams,
	set: AnnotationSet,
	memory: CategoryMemory,
	show: (level: number) => void,
): Promise<NewAnnotation[] | undefined> {
	const chosen = candidates.filter(({ level }) => levels.includes(level)).sort((a, b) => b.area - a.area);
	const ladder = candidates.map(({ level, score, segmentation }) => ({ level, score, segmentation }));
	const named: NewAnnotation[] = [];
	for (const [index, { level, score, segmentation, area, bbox }] of chosen.entries()) {
		const many = chosen.length > 1;
		if (many) show(level);
		const whole = named.at(-1)?.category.name;
		const category = await pickCategory({
			title: many
				? `Level ${level}: ${index + 1} of ${chosen.length}${whole ? `, inside ${whole}` : ''}`
				: `Keep level ${level} as`,
			known: memory.known(set),
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
