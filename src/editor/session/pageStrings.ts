import { l10n } from 'vscode';
import type { PageStrings } from '../../shared/protocol/pageStrings';

/** The page's texts in VS Code's display language. */
export function pageStrings(): PageStrings {
	return {
		image: l10n.t('Image'),
		levels: l10n.t('Levels'),
		noLevels: l10n.t('The levels of what you click appear here.'),
		working: l10n.t('Working'),
		preparing: l10n.t('Preparing the image for clicks…'),
		readOnlyHint: l10n.t('Read-only: you can look at masks, but not change them.'),
		levelsHint: l10n.t(
			'[ ] or Alt+wheel: other levels · Enter: keep · Shift+Enter: keep all · Click: add · Shift+click: take away · Esc: clear',
		),
		singleLevelHint: l10n.t('Enter: keep · Click: add · Shift+click: take away · Esc: clear'),
		waitingHint: l10n.t('Looking for masks…'),
		promptsHint: l10n.t('Click: add · Esc: clear'),
		selectedHint: l10n.t('F2: rename · Delete: remove · Click inside again: its parts · Esc: deselect'),
		selectedLevelsHint: l10n.t(
			'[ ]: change level · F2: rename · Delete: remove · Click inside again: its parts · Esc: deselect',
		),
		crosshairHint: l10n.t(
			'Arrow keys: move · Space: click · Shift+Space: take away · Ctrl+Space: masks where there are some',
		),
		crosshairAt: l10n.t('{0}, {1}: {2}'),
		emptyHint: l10n.t(
			'Click a thing to get its masks · Drag a box around it · Wheel: zoom · Space+drag: pan',
		),
		emptyHintWithMasks: l10n.t(
			'Click a thing to get its masks · Click a mask to select it · {0}+click: masks there · Drag: box',
		),
		keep: l10n.t('Keep'),
		keepAll: l10n.t('Keep All'),
		clear: l10n.t('Clear'),
		rename: l10n.t('Rename'),
		remove: l10n.t('Remove'),
		showMasks: l10n.t('Show Masks'),
		hideMasks: l10n.t('Hide Masks'),
		fitImage: l10n.t('Fit Image'),
		actualSize: l10n.t('Actual Size (100 %)'),
		openAsText: l10n.t('Open as Text'),
		chooseModel: l10n.t('Choose Model'),
		dismiss: l10n.t('Dismiss'),
		levelTitle: l10n.t('Level {0}: {1} px'),
		object: l10n.t('object'),
		part: l10n.t('part'),
		display: l10n.t('Display'),
		maskOpacity: l10n.t('Mask Opacity'),
		brightness: l10n.t('Brightness'),
		contrast: l10n.t('Contrast'),
		colourBy: l10n.t('Colour Masks By'),
		category: l10n.t('Category'),
		instance: l10n.t('Mask'),
		level: l10n.t('Level'),
		outlinesOnly: l10n.t('Outlines Only'),
		selectedOnly: l10n.t('Selected Mask Only'),
		reset: l10n.t('Reset'),
		close: l10n.t('Close'),
		figures: l10n.t('{0} px · {1} × {2} · perimeter {3} px'),
		realFigures: l10n.t('{0} {4}² · {1} × {2} {4} · perimeter {3} {4}'),
	};
}
