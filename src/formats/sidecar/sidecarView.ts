import { z } from 'zod';
import { type ImageView, plainView } from '../../shared/imageView';
import { parseSidecar } from './parseSidecar';

const fromOne = z.int().min(1).max(1_000_000);

const shape = z.object({
	page: fromOne.optional(),
	bands: z.union([z.tuple([fromOne]), z.tuple([fromOne, fromOne, fromOne])]).optional(),
	range: z
		.tuple([z.number(), z.number()])
		.refine(([low, high]) => low < high)
		.optional(),
});

/**
 * What a sidecar's `info.strata` remembers of which part of the image file is shown (`view`); the plain view where it
 * says nothing, or what this version does not know, which then stays in the file.
 */
export function sidecarView(infoStrata: Readonly<Record<string, unknown>>): ImageView {
	const { page, bands, range } = shape.safeParse(infoStrata.view ?? {}).data ?? {};
	return { ...(page && { page }), ...(bands && { bands }), ...(range && { range }) };
}

/** The same from a sidecar's text; the plain view where there is none, or none that can be read. */
export function viewIn(text: string | undefined): ImageView {
	try {
		return text === undefined ? plainView : sidecarView(parseSidecar(text).rest.infoStrata);
	} catch {
		return plainView;
	}
}

/** `info.strata` with another view. */
export function withSidecarView(
	{ view: _, ...infoStrata }: Readonly<Record<string, unknown>>,
	view: ImageView,
): Readonly<Record<string, unknown>> {
	return Object.keys(view).length === 0 ? infoStrata : { ...infoStrata, view };
}
