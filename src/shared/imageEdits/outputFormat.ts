/** What edited images can be written as. */
export const outputFormats = ['png', 'jpeg', 'webp', 'tiff', 'avif'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Whether a format can say how transparent a pixel is. */
export const hasTransparency = (format: OutputFormat): boolean => format !== 'jpeg';

const byExtension: Readonly<Record<string, OutputFormat>> = {
	...Object.fromEntries(outputFormats.map((format) => [format, format])),
	jpg: 'jpeg',
	tif: 'tiff',
};

/** What a file's name may end with, without the dot. */
export const outputExtensions: readonly string[] = Object.keys(byExtension);

/** The format that a file's name says; undefined for others than can be written. */
export function formatOfFileName(name: string): OutputFormat | undefined {
	const extension = /[.]([^.]+)$/.exec(name)?.[1];
	return extension === undefined ? undefined : byExtension[extension.toLowerCase()];
}
