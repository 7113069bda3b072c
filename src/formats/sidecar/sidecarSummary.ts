import type { CategoryName } from '../../shared/annotations/annotationEdits';

/** What a list of images says of one that has a sidecar. */
export interface SidecarSummary {
	readonly isDone: boolean;
	/** How many masks there are. */
	readonly count: number;
	/** The categories that its masks have. */
	readonly categories: readonly CountedCategory[];
}

export interface CountedCategory extends CategoryName {
	/** How many masks have it. */
	readonly count: number;
}

const nothing: SidecarSummary = { isDone: false, count: 0, categories: [] };

interface Loose {
	readonly info?: { readonly strata?: { readonly done?: unknown } };
	readonly categories?: readonly {
		readonly id?: unknown;
		readonly name?: unknown;
		readonly supercategory?: unknown;
	}[];
	readonly annotations?: readonly { readonly category_id?: unknown }[];
}

/** Reads only what a list needs, without decoding masks. A file that is damaged has nothing; it never throws. */
export function summariseSidecar(text: string): SidecarSummary {
	try {
		const { info, categories = [], annotations = [] } = JSON.parse(text) as Loose;
		const counts = new Map<unknown, number>();
		for (const { category_id } of annotations) counts.set(category_id, (counts.get(category_id) ?? 0) + 1);
		return {
			isDone: info?.strata?.done === true,
			count: annotations.length,
			categories: categories.flatMap(({ id, name, supercategory }) => {
				const count = counts.get(id);
				const kind = supercategory === 'part' ? 'part' : 'object';
				return count === undefined ? [] : [{ name: String(name), kind, count }];
			}),
		};
	} catch {
		return nothing;
	}
}
