import { z } from 'zod';
import { inFrontShape } from './editTarget';

/** A colour as `#rrggbb`. */
const colour = z.string().regex(/^#[0-9a-f]{6}$/i);
const percent = z.number().min(-100).max(100);

/** How far an edit's soft edge reaches to either side of a mask's outline, in pixels. */
const softness = z.number().int().min(0).max(50).default(2);

const background = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('transparent') }),
	z.strictObject({ kind: z.literal('colour'), colour }),
	/** @property sigma of the Gaussian, in pixels */
	z.strictObject({ kind: z.literal('blur'), sigma: z.number().min(0.5).max(200) }),
	/** @property file path of another picture; it covers the canvas, centred, in its own proportions */
	z.strictObject({ kind: z.literal('image'), file: z.string().min(1) }),
]);

/**
 * One edit of the pixels that a mask selects. Lengths are pixels of the image at full size, so that a preview at
 * another scale multiplies them.
 */
export const imageEditShape = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('fill'), softness }),
	z.strictObject({ type: z.literal('background'), background, softness }),
	z.strictObject({ type: z.literal('blur'), sigma: z.number().min(0.5).max(200), softness }),
	z.strictObject({ type: z.literal('pixelate'), size: z.number().int().min(2).max(500), softness }),
	z.strictObject({
		type: z.literal('recolour'),
		/** Degrees that hues are turned by. */
		hue: z.number().min(-180).max(180).default(0),
		saturation: percent.default(0),
		lightness: percent.default(0),
		softness,
	}),
	z.strictObject({
		type: z.literal('adjust'),
		brightness: percent.default(0),
		contrast: percent.default(0),
		softness,
	}),
	/** @property dim how much darker the rest becomes, in percent */
	z.strictObject({ type: z.literal('highlight'), dim: z.number().min(0).max(100).default(60), softness }),
	z.strictObject({
		type: z.literal('place'),
		/** Where the copy's box is moved to, in pixels from where the original's is. */
		dx: z.number().min(-1e5).max(1e5),
		dy: z.number().min(-1e5).max(1e5),
		scale: z.number().min(0.05).max(20).default(1),
		flip: z.boolean().default(false),
		/** The masks that the copy goes behind; absent: it is in front of all. */
		behind: inFrontShape.optional(),
		softness,
	}),
]);

export type ImageEdit = z.infer<typeof imageEditShape>;
export type ImageEditType = ImageEdit['type'];
export type EditOf<T extends ImageEditType> = Extract<ImageEdit, { readonly type: T }>;
