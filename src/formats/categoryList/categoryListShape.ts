import { z } from 'zod';

const name = z.string({ error: 'a text' }).trim().min(1, { error: 'a name' });

/** One category of a folder's list. */
const listedCategory = z.object(
	{
		name,
		kind: z.enum(['object', 'part'], { error: '"object" or "part"' }).default('object'),
		colour: z
			.string()
			.regex(/^#[0-9a-fA-F]{6}$/, { error: 'a colour such as "#3b82f6"' })
			.optional(),
		hotkey: z.int({ error: 'a digit from 1 to 9' }).min(1).max(9).optional(),
		parts: z.array(name, { error: 'a list of names' }).optional(),
	},
	{ error: 'an object' },
);

export const categoryListShape = z.object(
	{ categories: z.array(listedCategory, { error: 'a list' }) },
	{ error: 'an object' },
);

type ListedShape = z.infer<typeof listedCategory>;

/** A category of a folder's list: what it is called, how it looks and which key gives it. */
export type ListedCategory = { readonly [K in keyof ListedShape]: ListedShape[K] };
