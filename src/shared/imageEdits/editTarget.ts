import { z } from 'zod';

const someMasks = [
	z.strictObject({ annotations: z.array(z.number().int()).min(1) }),
	z.strictObject({
		categories: z.array(z.string().min(1)).min(1),
		/** Without it, objects and parts of that name. */
		kind: z.enum(['object', 'part']).optional(),
	}),
] as const;
const recipeTargets = [z.literal('all'), ...someMasks] as const;

/** What stays in front of a copy; `others`: all but what it is a copy of. */
export const inFrontShape = z.union([z.literal('others'), ...someMasks]);

/** What an edit in a recipe is of: it must mean something in any image. */
export const recipeTargetShape = z.union(recipeTargets);

/** What an edit in a sidecar is of: annotations, or a mask of its own that was not kept as one. */
export const editTargetShape = z.union([
	...recipeTargets,
	z.strictObject({
		segmentation: z.strictObject({
			size: z.tuple([z.number().int().min(1), z.number().int().min(1)]),
			counts: z.string(),
		}),
	}),
]);

export type EditTarget = z.infer<typeof editTargetShape>;
