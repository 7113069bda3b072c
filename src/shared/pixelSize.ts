/** The length of a pixel's side in the world, such as 0.25 µm. */
export interface PixelSize {
	readonly value: number;
	readonly unit: string;
}

/** Reads `0.25um`, `0.1 mm` and the like; undefined for anything else. */
export function parsePixelSize(text: string): PixelSize | undefined {
	const [, number, unit] = /^\s*(\d+(?:\.\d+)?(?:e-?\d+)?)\s*([a-zµ]{1,5})\s*$/i.exec(text) ?? [];
	return unit !== undefined && Number(number) > 0 ? { value: Number(number), unit } : undefined;
}
