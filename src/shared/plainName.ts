/** A name for comparing: “Wine-Glass” and “wine_glass” are the same one. */
export const plainName = (name: string): string =>
	name
		.toLowerCase()
		.replace(/[\s_-]+/g, ' ')
		.trim();
