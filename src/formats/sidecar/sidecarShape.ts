import { z } from 'zod';
import { SidecarError } from './sidecarError';

/** Run lengths and their sums are kept in 31 bits. */
const mostPixels = 2 ** 31 - 1;
const longestSide = 1_000_000;

// Each `error` is what the sentence says was expected; see `faultOf`.
const text = z.string({ error: 'a text' });
const number = z.number({ error: 'a number' });
const whole = z.int({ error: 'a whole number' });
const positive = z.int({ error: 'a whole number from 1' }).min(1, { error: 'a whole number from 1' });
const side = positive.max(longestSide, { error: `at most ${longestSide} pixels` });
const object = { error: 'an object' };
const list = { error: 'a list' };

const prompt = z.discriminatedUnion(
	'type',
	[
		z.object({
			type: z.literal('point'),
			x: number,
			y: number,
			positive: z.boolean({ error: 'true or false' }),
		}),
		z.object({ type: z.literal('box'), x0: number, y0: number, x1: number, y1: number }),
	],
	{ error: (issue) => (issue.code === 'invalid_union' ? '"point" or "box"' : 'an object') },
);

const strata = z.object(
	{
		level: positive.nullish(),
		parent: whole.nullish(),
		parentBy: z.literal('user', { error: '"user"' }).nullish(),
		suggested: z
			.object({ name: text, kind: z.enum(['object', 'part'], { error: '"object" or "part"' }) }, object)
			.nullish(),
		// Only read: earlier versions kept it in the file.
		hidden: z.boolean({ error: 'true or false' }).nullish(),
		locked: z.boolean({ error: 'true or false' }).nullish(),
		score: number.nullish(),
		prompts: z.array(prompt, list).nullish(),
		pack: text.nullish(),
		ladder: z
			.array(z.object({ level: positive, segmentation: z.unknown().optional(), score: number }, object), list)
			.nullish(),
	},
	object,
);

const annotation = z.object(
	{ id: whole, image_id: whole, category_id: whole, strata: strata.nullish() },
	object,
);

const category = z.object({ id: whole, name: text, supercategory: z.unknown().optional() }, object);

const image = z
	.object({ id: whole, file_name: text, width: side, height: side }, object)
	.refine(({ width, height }) => width * height <= mostPixels, { error: `at most ${mostPixels} pixels` });

/** `info`, read before all else: what the other keys may hold depends on the schema. */
const head = z.object(
	{
		info: z
			.object(
				{
					strata: z
						.object(
							{ schema: positive.nullish(), done: z.boolean({ error: 'true or false' }).nullish() },
							object,
						)
						.nullish(),
				},
				object,
			)
			.nullish(),
	},
	object,
);

const body = z.object(
	{
		images: z.array(image, list),
		categories: z.array(category, list),
		annotations: z.array(annotation, list),
		// Each entry is read by itself: one that this version does not know must not make the masks unusable.
		strata: z.object({ edits: z.array(z.unknown(), list).nullish() }, object).nullish(),
	},
	object,
);

/** The whole file, for its JSON schema; reading checks `head` first. */
export const sidecarShape = z.object({ ...head.shape, ...body.shape }, object);

export type HeadShape = z.infer<typeof head>;
export type BodyShape = z.infer<typeof body>;
export type AnnotationShape = z.infer<typeof annotation>;

/** @throws SidecarError where `json` is not an object, or its `info` not of the shape */
export function checkHead(json: unknown): asserts json is HeadShape {
	check(head, json);
}

/** @throws SidecarError where `images`, `categories` or `annotations` are not of schema 1's shape */
export function checkBody(json: unknown): asserts json is BodyShape {
	check(body, json);
}

/** A value in a sentence: short, whatever it is. */
export function describe(value: unknown): string {
	if (value === undefined) {
		return 'missing';
	}
	if (Array.isArray(value)) {
		return `a list of ${value.length}`;
	}
	if (typeof value === 'object' && value !== null) {
		return 'an object';
	}
	const json = JSON.stringify(value) ?? String(value);
	return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}

/** Only checks: what zod would return lacks the unknown keys, which must survive. */
function check(schema: z.ZodType, json: unknown): void {
	const issue = schema.safeParse(json).error?.issues[0];
	if (issue !== undefined) {
		throw new SidecarError('broken', sentence(issue.message, issue.path, json));
	}
}

function sentence(expected: string, path: readonly PropertyKey[], json: unknown): string {
	let value = json;
	let name = '';
	for (const key of path) {
		value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
		name += typeof key === 'number' ? `[${key}]` : `${name === '' ? '' : '.'}${String(key)}`;
	}
	return `${name || 'the sidecar'} is ${describe(value)} but should be ${expected}`;
}
