/** `${n} mask was`, `${n} masks were`: what a sentence begins with. */
const was = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? `${one} was` : `${many} were`}`;

/** What a conversion can lose, each as the sentence that reports how often. */
const sentences = {
	holesBridged: (n: number) =>
		`${was(n, 'hole')} bridged: the format has one outline per piece, so a line without width leads into the hole.`,
	piecesJoined: (n: number) =>
		`${was(n, 'mask')} joined from several pieces by lines without width: the format has one outline per object.`,
	piecesSplit: (n: number) =>
		`${was(n, 'mask')} split into one object per piece: the format has no objects of several pieces.`,
	outlinesSimplified: (n: number) => `${was(n, 'outline')} simplified, as asked for.`,
	polygonsRasterized: (n: number) =>
		`${was(n, 'polygon')} rounded to whole pixels: masks have no parts of pixels.`,
	emptyMasks: (n: number) => `${was(n, 'mask')} left out because no pixel is inside.`,
	subpixelMasks: (n: number) =>
		`${n} mask${n === 1 ? '' : 's'} under one pixel ${n === 1 ? 'was' : 'were'} left out.`,
	boxesFilled: (n: number) =>
		`${was(n, 'box', 'boxes')} turned into a rectangular mask: the file has no outline for ${n === 1 ? 'it' : 'them'}.`,
	masksToBoxes: (n: number) => `${was(n, 'mask')} reduced to a box: the format has boxes only.`,
	overlapsCut: (n: number) =>
		`${was(n, 'mask')} cut where a smaller one lies over it: the format has one value per pixel.`,
	masksCovered: (n: number) =>
		`${was(n, 'mask')} left out because smaller ones cover it: the format has one value per pixel.`,
	objectsOverLimit: (n: number) =>
		`${was(n, 'mask')} left out because the format has no more numbers for the objects of one image.`,
	shapesSkipped: (n: number) =>
		`${was(n, 'shape')} left out because ${n === 1 ? 'it is' : 'they are'} not an area (a point or a line).`,
	crowdsUnmarked: (n: number) => `${was(n, 'crowd')} written as an ordinary annotation.`,
	kindsMerged: (n: number) =>
		`${was(n, 'part category', 'part categories')} written as ${n === 1 ? 'an object category' : 'object categories'}: the format has one list.`,
	categoriesMerged: (n: number) =>
		`${was(n, 'part category', 'part categories')} merged with the object category of the same name.`,
	categoriesSkipped: (n: number) =>
		`${was(n, 'category', 'categories')} without annotations left out: the format lists only names in use.`,
	namesChanged: (n: number) =>
		`${was(n, 'category name')} changed because the format cannot hold ${n === 1 ? 'it' : 'them'}.`,
	filesRenamed: (n: number) =>
		`${was(n, 'image')} renamed because another one has the same name without its extension.`,
	details: (n: number) =>
		`${was(n, 'annotation')} written without its level, score, prompts or other levels: the format cannot hold them.`,
	unknownKeys: (n: number) =>
		`Keys of ${n} ${n === 1 ? 'entry' : 'entries'} that only the source format knows were left out.`,
	imageEdits: (n: number) =>
		`${was(n, 'edit of an image', 'edits of images')} left out: a dataset holds masks and not what is done to pixels. “strata edit” writes edited images.`,
	splitsDropped: (n: number) => `${was(n, 'image')} written without its split (train, val, test).`,
	imagesMissing: (n: number) =>
		`${was(n, 'image')} left out because the file is missing and its size is not known.`,
	picturesMissing: (n: number) => `${was(n, 'picture')} not copied because the file was not found.`,
	picturesUnread: (n: number) => `${was(n, 'picture')} not measured because the file was not found.`,
	annotationsWithoutImage: (n: number) => `${was(n, 'annotation')} left out because its image is not listed.`,
	sizesDiffer: (n: number) =>
		`${was(n, 'image')} left out because its size is not the one that the annotations were made for.`,
} satisfies Record<string, (n: number) => string>;

export type LossKind = keyof typeof sentences;

/** Counts what a conversion could not carry over, so that nothing is lost in silence. */
export class Losses {
	private readonly counts = new Map<LossKind, number>();

	add(kind: LossKind, count = 1): void {
		if (count > 0) this.counts.set(kind, (this.counts.get(kind) ?? 0) + count);
	}

	get isEmpty(): boolean {
		return this.counts.size === 0;
	}

	/** How often each kind happened; for `--json`. */
	toJSON(): Readonly<Record<string, number>> {
		return Object.fromEntries(this.counts);
	}

	/** One sentence per kind. */
	sentences(): string[] {
		return [...this.counts].map(([kind, count]) => sentences[kind](count));
	}
}
