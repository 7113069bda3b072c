/**
 * The texts of the editor's page, which has no access to VS Code's translations: the host fills them in. `{0}`, `{1}`
 * stand for values.
 */
export const pageStringKeys = [
	'image',
	'levels',
	'noLevels',
	'working',
	'preparing',
	'readOnlyHint',
	'levelsHint',
	'singleLevelHint',
	'waitingHint',
	'promptsHint',
	'selectedHint',
	'selectedLevelsHint',
	'emptyHint',
	'crosshairHint',
	'crosshairAt',
	'emptyHintWithMasks',
	'keep',
	'keepAll',
	'clear',
	'rename',
	'remove',
	'showMasks',
	'hideMasks',
	'fitImage',
	'actualSize',
	'openAsText',
	'chooseModel',
	'dismiss',
	'levelTitle',
	'object',
	'part',
	'display',
	'maskOpacity',
	'brightness',
	'contrast',
	'colourBy',
	'category',
	'instance',
	'level',
	'outlinesOnly',
	'selectedOnly',
	'reset',
	'close',
	'figures',
	'realFigures',
] as const;

export type PageStrings = Readonly<Record<(typeof pageStringKeys)[number], string>>;

/** A text with its values put in. */
export function fillIn(text: string, ...values: readonly (string | number)[]): string {
	return text.replace(/\{(\d+)\}/g, (placeholder, index) => `${values[Number(index)] ?? placeholder}`);
}
