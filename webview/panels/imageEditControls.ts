import type { EditTarget } from '../../src/shared/imageEdits/editTarget';
import type { EditOf, ImageEdit } from '../../src/shared/imageEdits/imageEdit';
import type { ImageEditStep } from '../../src/shared/imageEdits/imageEditStep';
import type { PageStrings } from '../../src/shared/protocol/pageStrings';
import type { Size } from '../viewport';

/** One parameter of an edit, and the edit with another value of it. */
export type EditControl = { readonly label: keyof PageStrings } & (
	| {
			readonly kind: 'range';
			readonly value: number;
			readonly min: number;
			readonly max: number;
			readonly step: number;
			readonly with: (value: number) => ImageEdit;
	  }
	| { readonly kind: 'check'; readonly value: boolean; readonly with: (value: boolean) => ImageEdit }
	| { readonly kind: 'colour'; readonly value: string; readonly with: (value: string) => ImageEdit }
	| {
			readonly kind: 'choice';
			readonly value: string;
			readonly options: readonly (keyof PageStrings)[];
			/** Undefined where another picture has to be chosen first. */
			readonly with: (value: string) => ImageEdit | undefined;
	  }
	/** Another picture, by its name; the user chooses another one. */
	| { readonly kind: 'picture'; readonly value: string }
);

/** The strongest blur that is offered for an image, in pixels; the file format has more. */
const maxSigma = (image: Size) =>
	Math.min(200, Math.max(20, Math.round(Math.max(image.width, image.height) / 15)));

/**
 * What can be changed of an edit, in the order in which it is shown.
 *
 * @param selection the ids of the selected annotations
 */
export function controlsOf(
	{ of, edit }: Pick<ImageEditStep, 'of' | 'edit'>,
	image: Size,
	selection: readonly number[],
): readonly EditControl[] {
	const softness = slider('softness', edit.softness, [0, 50, 1], (value) => ({ ...edit, softness: value }));
	const order = edit.type === 'place' ? [orderOf(edit, of, selection)] : [];
	return [...ownControls(edit, image), ...order, softness];
}

function ownControls(edit: ImageEdit, image: Size): readonly EditControl[] {
	switch (edit.type) {
		case 'fill':
			return [];
		case 'blur':
			return [slider('strength', edit.sigma, [1, maxSigma(image), 1], (sigma) => ({ ...edit, sigma }))];
		case 'pixelate': {
			const max = Math.min(500, Math.max(40, Math.round(Math.max(image.width, image.height) / 10)));
			return [slider('blockSize', edit.size, [2, max, 1], (size) => ({ ...edit, size }))];
		}
		case 'recolour':
			return [
				slider('hue', edit.hue, [-180, 180, 1], (hue) => ({ ...edit, hue })),
				slider('saturation', edit.saturation, [-100, 100, 1], (saturation) => ({ ...edit, saturation })),
				slider('lightness', edit.lightness, [-100, 100, 1], (lightness) => ({ ...edit, lightness })),
			];
		case 'adjust':
			return [
				slider('brightness', edit.brightness, [-100, 100, 1], (brightness) => ({ ...edit, brightness })),
				slider('contrast', edit.contrast, [-100, 100, 1], (contrast) => ({ ...edit, contrast })),
			];
		case 'highlight':
			return [slider('dimRest', edit.dim, [0, 100, 1], (dim) => ({ ...edit, dim }))];
		case 'place':
			return [
				slider('moveRight', edit.dx, [-image.width, image.width, 1], (dx) => ({ ...edit, dx })),
				slider('moveDown', edit.dy, [-image.height, image.height, 1], (dy) => ({ ...edit, dy })),
				slider('scale', edit.scale, [0.1, 4, 0.05], (scale) => ({ ...edit, scale })),
				{ kind: 'check', label: 'mirror', value: edit.flip, with: (flip) => ({ ...edit, flip }) },
			];
		case 'background':
			return backgroundControls(edit, image);
	}
}

/** Which masks a copy goes behind. */
function orderOf(
	{ behind, ...edit }: EditOf<'place'>,
	of: EditTarget,
	selection: readonly number[],
): EditControl {
	const own: readonly number[] = of !== 'all' && 'annotations' in of ? of.annotations : [];
	const others = selection.filter((id) => !own.includes(id));
	const isSome = behind !== undefined && behind !== 'others';
	return {
		kind: 'choice',
		label: 'order',
		value: isSome ? 'behindSelected' : behind ? 'behindOthers' : 'inFront',
		options: ['inFront', 'behindOthers', ...(isSome || others.length > 0 ? ['behindSelected' as const] : [])],
		with: (option) => {
			if (option === 'inFront') return edit;
			if (option === 'behindOthers') return { ...edit, behind: 'others' };
			return { ...edit, behind: others.length > 0 ? { annotations: [...others] } : (behind ?? 'others') };
		},
	};
}

const backgrounds = {
	transparent: 'transparent',
	plainColour: 'colour',
	blurred: 'blur',
	otherPicture: 'image',
} as const;

function backgroundControls(edit: EditOf<'background'>, image: Size): readonly EditControl[] {
	const { background } = edit;
	const options = Object.keys(backgrounds) as (keyof typeof backgrounds)[];
	const choice: EditControl = {
		kind: 'choice',
		label: 'background',
		value: options.find((one) => backgrounds[one] === background.kind) ?? '',
		options,
		with: (option) => {
			const first = firstBackground(option, image);
			return first && { ...edit, background: first };
		},
	};
	switch (background.kind) {
		case 'colour':
			return [
				choice,
				{
					kind: 'colour',
					label: 'plainColour',
					value: background.colour,
					with: (colour) => ({ ...edit, background: { kind: 'colour', colour } }),
				},
			];
		case 'blur':
			return [
				choice,
				slider('strength', background.sigma, [1, maxSigma(image), 1], (sigma) => ({
					...edit,
					background: { kind: 'blur', sigma },
				})),
			];
		case 'image':
			return [choice, { kind: 'picture', label: 'otherPicture', value: background.file }];
		case 'transparent':
			return [choice];
	}
}

function firstBackground(option: string, image: Size): EditOf<'background'>['background'] | undefined {
	switch (option) {
		case 'otherPicture':
			return undefined;
		case 'plainColour':
			return { kind: 'colour', colour: '#ffffff' };
		case 'blurred':
			return { kind: 'blur', sigma: Math.round(maxSigma(image) / 4) };
		default:
			return { kind: 'transparent' };
	}
}

function slider(
	label: keyof PageStrings,
	value: number,
	[min, max, step]: readonly [min: number, max: number, step: number],
	change: (value: number) => ImageEdit,
): EditControl {
	return { kind: 'range', label, value, min, max, step, with: change };
}
