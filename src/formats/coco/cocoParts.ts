import type { OutputFolder, StreamedFile } from '../../dataset/outputFolder';

interface Part {
	readonly file: StreamedFile;
	readonly images: string[];
	annotations: number;
}

/** The COCO files that are being written: one per split, or one for all. */
export class CocoParts {
	private readonly parts = new Map<string | undefined, Part>();

	/** @param pathOf the path of a split's file */
	constructor(
		private readonly output: OutputFolder,
		private readonly categories: readonly object[],
		private readonly pathOf: (split: string | undefined) => string,
	) {}

	/** Adds an image with its annotations, which are written at once. */
	async add(split: string | undefined, image: object, annotations: readonly object[]): Promise<void> {
		const part = await this.part(split);
		part.images.push(JSON.stringify(image));
		for (const one of annotations) {
			await part.file.write(`${part.annotations++ === 0 ? '' : ','}\n\t\t${JSON.stringify(one)}`);
		}
	}

	/** Completes the files; without an image there is one all the same. */
	async end(): Promise<void> {
		if (this.parts.size === 0) await this.part(undefined);
		for (const { file, images } of this.parts.values()) {
			await file.write(`\n\t],\n\t"images": [`);
			for (const [i, line] of images.entries()) await file.write(`${i === 0 ? '' : ','}\n\t\t${line}`);
			await file.write('\n\t]\n}\n');
			await file.end();
		}
	}

	/** Annotations come first: they are written as they come, and the short list of images after them. */
	private async part(split: string | undefined): Promise<Part> {
		const known = this.parts.get(split);
		if (known) return known;
		const file = await this.output.stream(this.pathOf(split));
		const lines = this.categories.map((one) => `\n\t\t${JSON.stringify(one)}`).join(',');
		await file.write(
			`{\n\t"info": {"description": "Exported by Strata", "version": "1.0"},\n\t"licenses": [],\n`,
		);
		await file.write(`\t"categories": [${lines}\n\t],\n\t"annotations": [`);
		const part = { file, images: [], annotations: 0 };
		this.parts.set(split, part);
		return part;
	}
}
