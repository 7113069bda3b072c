import type { LikelyName } from '../../naming/likelyNames';
import type { CategoryKind } from '../../shared/annotations/annotation';
import type { NamedWhole } from '../../shared/annotations/namedWhole';
import type { Candidate } from '../../shared/candidate';
import type { ShownName } from '../../shared/protocol/editorProtocol';
import { Disposable } from '../disposable';

/** Levels that are only passed are not asked about. */
const restMs = 100;
/**
 * Less likely names wait until the user asks for one. What a detector or a list says of levels, many of which are of
 * nothing that has a name, is right less often than of true masks (docs/naming.md).
 */
const minConfidence = { known: 0.6, object: 0.73 } as const;

interface LevelNamePort {
	/** What a mask is a part of. */
	wholeOf(mask: Candidate): NamedWhole | undefined;
	/** Never rejects. */
	likely(mask: Candidate, kind: CategoryKind, whole: NamedWhole | undefined): Promise<readonly LikelyName[]>;
	changed(name: ShownName | null): void;
}

/** What the shown level is likely to be called, once one rests on it; the pick of names has the same answer. */
export class LevelName extends Disposable {
	private timer: ReturnType<typeof setTimeout> | undefined;
	private shown: Candidate | undefined;
	private asked: { readonly of: string; readonly names: Promise<readonly LikelyName[]> } | undefined;
	private isSaid = false;

	constructor(private readonly port: LevelNamePort) {
		super();
		this._register({ dispose: () => clearTimeout(this.timer) });
	}

	/** @param shown the level on show; undefined where there is none that has yet to be named */
	follow(shown: Candidate | undefined): void {
		if (shown?.segmentation.counts === this.shown?.segmentation.counts) return;
		this.shown = shown;
		this.say(null);
		clearTimeout(this.timer);
		if (shown) this.timer = setTimeout(() => void this.look(shown), restMs);
	}

	/** To be called when other names may be likely: what was looked for before does not count any more. */
	forget(): void {
		const { shown } = this;
		this.asked = undefined;
		this.follow(undefined);
		this.follow(shown);
	}

	/** The names that a mask is likely to get; what was asked about the last mask is not asked again. */
	namesOf(
		mask: Candidate,
		kind: CategoryKind,
		whole: NamedWhole | undefined,
	): Promise<readonly LikelyName[]> {
		const of = `${kind} ${mask.segmentation.counts} ${whole?.name ?? ''}`;
		if (this.asked?.of !== of) this.asked = { of, names: this.port.likely(mask, kind, whole) };
		return this.asked.names;
	}

	private async look(mask: Candidate): Promise<void> {
		const whole = this.port.wholeOf(mask);
		const [first] = await this.namesOf(mask, whole ? 'part' : 'object', whole);
		if (mask !== this.shown || !first || !isSure(first)) return;
		const { level, area } = mask;
		this.say({ level, area, name: first.name });
	}

	private say(name: ShownName | null): void {
		if (this.isDisposed || (name === null && !this.isSaid)) return;
		this.isSaid = name !== null;
		this.port.changed(name);
	}
}

function isSure({ confidence, isLearned, kind }: LikelyName): boolean {
	return confidence >= (isLearned || kind === 'part' ? minConfidence.known : minConfidence.object);
}
