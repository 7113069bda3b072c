import { l10n } from 'vscode';
import type { InferenceClient } from '../inference/inferenceClient';
import type { CloserLookPort } from './closerLook';
import type { SessionImage } from './sessionImage';

/** Has the inference process look at a part of a view's image. */
export function closerLookPortOf(
	image: SessionImage,
	client: InferenceClient,
	events: Pick<CloserLookPort, 'changed' | 'failed'>,
): CloserLookPort {
	return {
		...events,
		open: (region) => image.openRegion(region),
		encode: (hash) => client.encode(hash),
		get imageSize() {
			return image.size;
		},
		zoomFirst: l10n.t('Zoom in first: the model looks closer at the part of the image that you see.'),
	};
}
