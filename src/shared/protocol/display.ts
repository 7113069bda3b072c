/** What a mask's colour tells. */
export const colourings = ['category', 'instance', 'level'] as const;
export type Colouring = (typeof colourings)[number];

/** How image and masks are shown; nothing of it is saved with the image. */
export interface Display {
	readonly colouring: Colouring;
	/** Opacity of a mask's fill, 0 to 1; null: as the setting says. */
	readonly maskOpacity: number | null;
	/** Masks are drawn without a fill. */
	readonly outlinesOnly: boolean;
	/** Of the kept masks, only the selected one is drawn, where one is. */
	readonly selectedOnly: boolean;
	/** Factors for the picture on screen; 1 leaves it as it is. */
	readonly brightness: number;
	readonly contrast: number;
}

/** The lowest and highest factor for brightness and contrast. */
export const pictureFactors = { min: 0.2, max: 4 } as const;

export const defaultDisplay: Display = {
	colouring: 'category',
	maskOpacity: null,
	outlinesOnly: false,
	selectedOnly: false,
	brightness: 1,
	contrast: 1,
};
