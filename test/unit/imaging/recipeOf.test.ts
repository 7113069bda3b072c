import { expect, it } from 'vitest';
import { recipeShape } from '../../../src/imaging/recipe';
import { recipeOf } from '../../../src/imaging/recipeOf';
import { addAnnotations, applyEdit } from '../../../src/shared/annotations/annotationEdits';
import type { ImageEditStep } from '../../../src/shared/imageEdits/imageEditStep';
import { box, emptySet, newAnnotation } from '../shared/annotations/annotationSets';

const face = { name: 'face', kind: 'part' } as const;
const person = { name: 'person', kind: 'object' } as const;
const place = { type: 'place', dx: 1, dy: 1, scale: 1, flip: false, softness: 0 } as const;
const fill = { type: 'fill', softness: 2 } as const;
const own = box(0, 0, 3, 3);

it('a recipe of an image names categories where the image names masks, and leaves out what means nothing elsewhere', () => {
	const masks = [newAnnotation(box(0, 0, 3, 3), face), newAnnotation(box(5, 5, 3, 3), person)];
	const set = applyEdit(emptySet, addAnnotations(emptySet, masks));
	const behind = { ...place, behind: { annotations: [2] } };
	const beach = {
		type: 'background',
		softness: 2,
		background: { kind: 'image', file: 'beach.jpg' },
	} as const;
	const imageEdits: ImageEditStep[] = [
		{ id: 1, of: { annotations: [1] }, edit: fill },
		{ id: 2, of: { annotations: [1, 2] }, edit: fill },
		{ id: 3, off: true, of: 'all', edit: fill },
		{ id: 4, of: { segmentation: { size: [own.height, own.width], counts: 'x' } }, edit: fill },
		{ id: 5, of: 'all', edit: behind },
		{ id: 6, of: { annotations: [9] }, edit: fill },
		{ id: 7, of: { categories: ['dog'] }, edit: beach },
	];
	const { recipe, leftOut } = recipeOf({ ...set, imageEdits }, (file) => `../photos/${file}`);
	expect(recipe.edits).toEqual([
		{ of: { categories: ['face'], kind: 'part' }, edit: fill },
		{ of: { categories: ['face', 'person'] }, edit: fill },
		{ of: 'all', edit: { ...place, behind: { categories: ['person'], kind: 'object' } } },
		{
			of: { categories: ['dog'] },
			edit: { ...beach, background: { kind: 'image', file: '../photos/beach.jpg' } },
		},
	]);
	expect(leftOut).toBe(2);
	expect(recipeShape.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
});
