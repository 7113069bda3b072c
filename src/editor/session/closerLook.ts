import type { Candidate } from '../../shared/candidate';
import type { Prompt } from '../../shared/prompt';
import type { CloserState } from '../../shared/protocol/editorProtocol';
import type { OpenImageResult } from '../../shared/protocol/inferenceProtocol';
import { fromRegion, isNearlyAll, isWithin, type Question, type Region, toRegion } from '../../shared/region';

interface Size {
	readonly width: number;
	readonly height: number;
}

export interface CloserLookPort {
	/** Shows a part of the image to the inference process, as an image of its own. */
	open(region: Region): Promise<OpenImageResult>;
	/** Has it encoded. */
	encode(image: string): Promise<unknown>;
	/** Pixels of the whole image. */
	readonly imageSize: Size | undefined;
	changed(state: CloserState | null): void;
	failed(error: unknown): void;
	/** A sentence for who looks closer at nearly all of the image. */
	readonly zoomFirst: string;
}

/** What the model is asked instead of the whole image. */
export interface CloserQuestion {
	/** The hash of the part. */
	readonly image: string;
	readonly question: Question;
	/** What the model answers, in pixels of the whole image. */
	answer(candidate: Candidate): Candidate;
	/** The same for the first mask of some prompts; undefined where it is one of another question. */
	firstOfWhole(first: FirstMask): FirstMask | undefined;
}

interface FirstMask {
	readonly prompts: readonly Prompt[];
	readonly candidate: Candidate;
}

/**
 * The part of the image that the model looks at by itself. It is encoded as an image of its own, so that small things
 * have more of the encoder's pixels; prompts and masks stay in pixels of the whole image everywhere else.
 */
export class CloserLook {
	private region: Region | null = null;
	private opened: Promise<OpenImageResult> | undefined;
	private isReady = false;

	constructor(private readonly port: CloserLookPort) {}

	get state(): CloserState | null {
		return this.region && { region: this.region, isReady: this.isReady };
	}

	/**
	 * Looks closer at a part from now on; at none: at the whole image.
	 *
	 * @throws Error with a sentence where the part is nearly the whole image
	 */
	lookAt(region: Region | null): void {
		const { imageSize } = this.port;
		if (region && imageSize && isNearlyAll(region, imageSize)) throw new Error(this.port.zoomFirst);
		this.region = region;
		this.open();
	}

	/** The same part again: of another model, or after a change of what is shown. */
	renew(): void {
		if (this.region) this.open();
	}

	/** What to ask of the part; undefined where the whole image is to be asked: what is asked reaches beyond the part. */
	async questionOf(whole: Question): Promise<CloserQuestion | undefined> {
		const { region, opened } = this;
		const { imageSize } = this.port;
		if (!region || !opened || !imageSize || !isWithin(whole, region)) return undefined;
		const { image } = await opened;
		const question = toRegion(whole, region);
		const answer = (candidate: Candidate) => fromRegion(candidate, region, imageSize);
		const heard = JSON.stringify(question.prompts);
		return {
			...{ image, question, answer },
			firstOfWhole: ({ prompts, candidate }) =>
				JSON.stringify(prompts) === heard
					? { prompts: whole.prompts, candidate: answer(candidate) }
					: undefined,
		};
	}

	private open(): void {
		const { region, port } = this;
		this.isReady = false;
		const opened = region ? port.open(region) : undefined;
		this.opened = opened;
		this.port.changed(this.state);
		opened
			?.then(({ image }) => port.encode(image))
			.then(
				() => {
					if (this.opened !== opened) return;
					this.isReady = true;
					port.changed(this.state);
				},
				(error: unknown) => {
					if (this.opened !== opened) return;
					this.region = null;
					this.opened = undefined;
					port.changed(null);
					port.failed(error);
				},
			);
	}
}
