/**
 * The images that the editor opens, by the ending of their name. package.json has to name them again; a test keeps it
 * equal.
 */
export const imageMimeTypes: Readonly<Record<string, string>> = {
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	webp: 'image/webp',
	bmp: 'image/bmp',
	gif: 'image/gif',
	tif: 'image/tiff',
	tiff: 'image/tiff',
	avif: 'image/avif',
};
