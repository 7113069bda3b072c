import { l10n } from 'vscode';
import type { DrawingPort } from './drawing';

export function drawingMessages(): DrawingPort['messages'] {
	return {
		nothingToChange: l10n.t('There is no mask to change here. Select one first, or draw a new one.'),
		nothingLeft: l10n.t('Nothing would be left of the mask, so it stays as it is. Delete deletes it.'),
		nothingCut: l10n.t('The line cuts nothing off. Draw it all the way across the mask.'),
		draw: l10n.t('Draw on Mask'),
		erase: l10n.t('Erase from Mask'),
		cut: l10n.t('Cut Mask'),
	};
}
