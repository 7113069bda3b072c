import type { KnownNames } from '../../naming/asCalled';
import type { LikelyName } from '../../naming/likelyNames';
import type { AnnotationSet, CategoryKind } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { namedThings } from '../../shared/annotations/namedThings';
import { namedParentsIn } from '../../shared/annotations/namedWholes';
import type { Rle } from '../../shared/mask/rle';
import { Disposable } from '../disposable';
import type { MaskToName, NameMemory, UnnamedAnnotation } from './nameMemory';

/** Edits come in quick succession: the last one counts. */
const followDelayMs = 50;

interface NamedImage {
	/** The image's hash; undefined for as long as it is not encoded. */
	readonly hash: Promise<string> | undefined;
	readonly annotations: AnnotationSet;
	readonly known: KnownNames;
}

/** The memory of names as a view of an image needs it. What fails is reported, and costs suggestions only. */
export class ImageNames extends Disposable {
	private timer: NodeJS.Timeout | undefined;
	private following: Promise<void> = Promise.resolve();

	constructor(
		private readonly image: NamedImage,
		private readonly memory: NameMemory,
		private readonly report: (error: unknown) => void,
	) {
		super();
		this._register({ dispose: () => clearTimeout(this.timer) });
		this._register(memory.onDidTurnOn(() => this.changed()));
	}

	/** To be called when the annotations have changed, or the image is encoded. */
	changed(): void {
		if (this.isDisposed || !this.image.hash) return;
		clearTimeout(this.timer);
		this.timer = setTimeout(() => {
			this.following = this.following.then(() => this.follow()).catch(this.report);
		}, followDelayMs);
	}

	/** Whether names are learned and suggested. */
	get isOn(): boolean {
		return this.memory.isOn;
	}

	/**
	 * @param of the annotation that the mask is, or what a mask that is not kept yet is a part of, with the other levels of
	 *   its click
	 */
	async likely(
		segmentation: Rle,
		suggestedKind: CategoryKind,
		of: { readonly annotation: number } | Pick<MaskToName, 'whole' | 'otherLevels'>,
	): Promise<readonly LikelyName[]> {
		try {
			const image = await this.image.hash;
			if (image === undefined) return [];
			const { annotations, known } = this.image;
			const whole = 'whole' in of ? of.whole : namedParentsIn(annotations)(of.annotation);
			return await this.memory.likely({ image, segmentation, suggestedKind, ...of, whole }, known);
		} catch (error) {
			this.report(error);
			return [];
		}
	}

	/**
	 * The likeliest names of annotations that have none, by id. Rejects with what went wrong.
	 *
	 * @param about other annotations than the image has, and other names; absent: what there is
	 */
	async suggest(
		masks: readonly (Omit<UnnamedAnnotation, 'whole'> & Partial<UnnamedAnnotation>)[],
		signal: AbortSignal,
		about: Pick<NamedImage, 'annotations' | 'known'> = this.image,
	): Promise<ReadonlyMap<number, CategoryName>> {
		const image = await this.image.hash;
		if (image === undefined) return new Map();
		// What was named a moment ago is to be known.
		await this.following;
		const { annotations, known } = about;
		const wholeOf = namedParentsIn(annotations);
		const withWholes = masks.map((mask) => ({ whole: wholeOf(mask.annotation), ...mask }));
		return this.memory.suggest(image, withWholes, namedThings(annotations), known, signal);
	}

	private async follow(): Promise<void> {
		const hash = await this.image.hash;
		if (hash !== undefined && !this.isDisposed) await this.memory.follow(hash, this.image.annotations);
	}
}
