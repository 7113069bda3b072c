import type { ImageEdit } from '../shared/imageEdits/imageEdit';

/**
 * The same edit for a picture of another size: what it does there looks as it does at full size.
 *
 * @param factor the other size as a share of the full one
 */
export function scaleImageEdit(edit: ImageEdit, factor: number): ImageEdit {
	const softness = Math.round(edit.softness * factor);
	switch (edit.type) {
		case 'blur':
			return { ...edit, softness, sigma: edit.sigma * factor };
		case 'pixelate':
			return { ...edit, softness, size: edit.size * factor };
		case 'place':
			return { ...edit, softness, dx: edit.dx * factor, dy: edit.dy * factor };
		case 'background': {
			const { background } = edit;
			const isBlur = background.kind === 'blur';
			return {
				...edit,
				softness,
				background: isBlur ? { ...background, sigma: background.sigma * factor } : background,
			};
		}
		default:
			return { ...edit, softness };
	}
}
