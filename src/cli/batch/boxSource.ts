import type { Dataset, DatasetAnnotation } from '../../dataset/dataset';
import type { BatchRequest } from '../../formats/sidecar/batchRequest';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { bbox } from '../../shared/mask/runLengths';
import type { Prompt } from '../../shared/prompt';
import type { BatchImage, BatchSource } from './batchImage';
import type { ImageIndex } from './imageIndex';
import { isInShard, type Shard } from './shard';

interface BoxOptions {
	/** In place of the annotations' own. */
	readonly category?: CategoryName;
	/** Absent: the best one. */
	readonly level?: number;
	readonly shard: Shard;
}

/** The images of another tool's dataset with the boxes that it has around things, read one after another. */
export class BoxSource implements BatchSource {
	/** Images of the dataset that none of the folder matches. */
	unmatched = 0;

	constructor(
		private readonly dataset: Dataset,
		private readonly index: ImageIndex,
		private readonly options: BoxOptions,
	) {}

	get total(): number | undefined {
		const { imageCount } = this.dataset;
		return imageCount && Math.ceil(imageCount / this.options.shard.count);
	}

	async *images(): AsyncGenerator<BatchImage> {
		for await (const { name, file, width, height, annotations } of this.dataset.images()) {
			const found = (file && this.index.find(file)) || this.index.find(name);
			if (!isInShard(found?.key ?? name, this.options.shard)) continue;
			if (!found) {
				this.unmatched++;
				continue;
			}
			const requests = annotations.flatMap((annotation) => this.requestsOf(annotation));
			yield { name: found.name, path: found.path, requests, size: { width, height } };
		}
	}

	/** None for a crowd, whose box is around many things. */
	private requestsOf(annotation: DatasetAnnotation): BatchRequest[] {
		const { category, level } = this.options;
		const [x, y, width, height] = annotation.box ?? bbox(annotation.mask);
		if (annotation.isCrowd || !(width > 0 && height > 0)) return [];
		const box: Prompt = { type: 'box', x0: x, y0: y, x1: x + width, y1: y + height };
		return [
			{
				prompts: [box],
				category: category ?? annotation.category,
				...(level !== undefined && { level }),
			},
		];
	}
}
