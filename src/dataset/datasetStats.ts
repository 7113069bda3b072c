import { area } from '../shared/mask/runLengths';
import { categoryKey, type Dataset } from './dataset';

/** Counts and areas of the annotations of one category. */
export interface CategoryStats {
	readonly name: string;
	readonly kind: string;
	readonly annotations: number;
	/** In how many images it occurs. */
	readonly images: number;
	/** Pixels of its masks; zeros where there is none. */
	readonly area: {
		readonly min: number;
		readonly median: number;
		readonly mean: number;
		readonly max: number;
	};
	/** How many annotations there are at each level. */
	readonly levels: Readonly<Record<string, number>>;
}

/** What is in a dataset. */
export interface DatasetStats {
	readonly images: number;
	readonly annotations: number;
	/** Images without an annotation; those that nobody has annotated yet, too, where they are known. */
	readonly imagesWithoutMasks: number;
	readonly splits: Readonly<Record<string, number>>;
	/** How many annotations there are at each level; `none` for those of other tools. */
	readonly levels: Readonly<Record<string, number>>;
	readonly categories: readonly CategoryStats[];
}

/** Reads a dataset to its end. @param unannotated how many pictures lie beside it without annotations */
export async function datasetStats(dataset: Dataset, unannotated = 0): Promise<DatasetStats> {
	const byCategory = new Map(
		dataset.categories.map((one) => [
			categoryKey(one),
			{ name: one.name, kind: one.kind, areas: [] as number[], images: 0, levels: new Counter() },
		]),
	);
	const splits = new Counter();
	const levels = new Counter();
	let images = 0;
	let annotations = 0;
	let empty = 0;
	for await (const image of dataset.images()) {
		images++;
		if (image.annotations.length === 0) empty++;
		if (image.split !== undefined) splits.add(image.split);
		const present = new Set<string>();
		for (const { category, mask, level } of image.annotations) {
			annotations++;
			const key = categoryKey(category);
			const of = byCategory.get(key);
			if (!of) continue;
			present.add(key);
			of.areas.push(area(mask));
			of.levels.add(String(level ?? 'none'));
			levels.add(String(level ?? 'none'));
		}
		for (const key of present) byCategory.get(key)!.images++;
	}
	return {
		images: images + unannotated,
		annotations,
		imagesWithoutMasks: empty + unannotated,
		splits: splits.toRecord(),
		levels: levels.toRecord(),
		categories: [...byCategory.values()].map(({ areas, levels: own, ...rest }) => ({
			...rest,
			annotations: areas.length,
			area: summary(areas),
			levels: own.toRecord(),
		})),
	};
}

class Counter {
	private readonly counts = new Map<string, number>();

	add(key: string): void {
		this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
	}

	toRecord(): Readonly<Record<string, number>> {
		return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
	}
}

function summary(areas: readonly number[]): CategoryStats['area'] {
	if (areas.length === 0) return { min: 0, median: 0, mean: 0, max: 0 };
	const sorted = areas.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
	const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
	return { min: sorted[0]!, median, mean: Math.round(mean * 10) / 10, max: sorted.at(-1)! };
}
