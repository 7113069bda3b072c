import type { Annotation } from '../../shared/annotations/annotation';
import type { CategoryName, NewAnnotation, ReplacedMask } from '../../shared/annotations/annotationEdits';
import { findExisting } from '../../shared/annotations/withoutExisting';
import type { Candidate } from '../../shared/candidate';
import { isSameAnswer } from '../../shared/levelPool';
import type { Prompt } from '../../shared/prompt';
import type { DocumentState, OpenLevels } from '../../shared/protocol/editorProtocol';
import type { Prompting } from './prompting';

/** A level is only taken for an annotation that there is where the two are all but equal: it was chosen. */
const equalIou = 0.98;

export type KeptLevels = 'shown' | 'all';

/** A level of the prompts' answer under the name that was given to it. */
export interface NamedLevel {
	readonly level: Candidate;
	readonly category: CategoryName;
}

export interface KeepingPort {
	readonly document: DocumentState;
	/** Asks for the name of one mask. @param mask undefined where not even the first one is known */
	nameShown(mask: Candidate | undefined, signal: AbortSignal): Promise<CategoryName | undefined>;
	/** Asks for the names of several levels. @returns undefined where the user pressed Escape */
	nameAll(levels: readonly Candidate[]): Promise<readonly NamedLevel[] | undefined>;
	/** Gives an annotation the mask that it was corrected to, and selects it. */
	replace(id: number, mask: ReplacedMask): void;
	/** Adds annotations and selects the first of them. */
	add(annotations: readonly NewAnnotation[]): void;
	/** Selects an annotation that is what was to be kept, and says so. */
	selectExisting(annotation: Annotation): void;
}

/** Keeps the levels that answer a view's prompts, under the names that it asks for. */
export class Keeping {
	/** Counts what was asked for: the newest counts. */
	private latest = 0;
	/** Settles when a mask that was named before its levels were complete is kept. */
	private saving: Promise<void> | undefined;

	constructor(
		private readonly prompting: Prompting,
		private readonly port: KeepingPort,
	) {}

	/** Acts at once; but where a named mask still waits for its levels, once it is kept, so that no click loses it. */
	afterSaving(act: () => void): void {
		if (this.saving) void this.saving.then(act, act);
		else act();
	}

	/** @throws Error where the document cannot be changed, or there is nothing in the levels that is not kept yet */
	async keep(which: KeptLevels): Promise<void> {
		if (!this.prompting.isOpen) return;
		const { readOnlyReason } = this.port.document;
		if (readOnlyReason !== undefined) throw new Error(readOnlyReason);
		const call = ++this.latest;
		if (this.prompting.target !== undefined) return await this.keepCorrected(call);
		if (which === 'shown') return await this.keepShown(call);
		const { prompts } = this.prompting.state;
		const levels = await this.prompting.whenComplete();
		if (!levels || call !== this.latest) return;
		if (levels.candidates.length === 1) return await this.keepShown(call);
		const named = await this.port.nameAll(levels.candidates);
		if (!named || named.length === 0) return;
		this.port.add(annotationsOf(named, levels, prompts));
		this.clear(levels);
	}

	/** The name is known. */
	private async keepCorrected(call: number): Promise<void> {
		const { prompting, port } = this;
		const levels = await prompting.whenComplete();
		const { target } = prompting;
		if (!levels || target === undefined || call !== this.latest) return;
		const before = port.document.annotations.find(({ id }) => id === target);
		const shown = levels.candidates[levels.shown]!;
		const isSame = before?.segmentation.counts === shown.segmentation.counts;
		const mask = maskOf(shown, levels, prompting.state.prompts);
		prompting.clear();
		if (!isSame) port.replace(target, mask);
	}

	/** Asks for the name at once, be the levels complete or not: who presses Enter types the name next. */
	private async keepShown(call: number): Promise<void> {
		const { prompting, port } = this;
		const { prompts, levels } = prompting.state;
		const known = prompting.levels;
		if (known && this.isExisting(known)) return;
		const complete = prompting.whenComplete();
		const gone = new AbortController();
		void complete.then((answer) => answer ?? gone.abort());
		const category = await port.nameShown(levels?.candidates[levels.shown], gone.signal);
		if (!category || call !== this.latest) return;
		const saving = complete.then((answer) => {
			if (!answer || (!known && this.isExisting(answer))) return;
			const level = answer.candidates[answer.shown]!;
			port.add(annotationsOf([{ level, category }], answer, prompts));
			this.clear(answer);
		});
		this.saving = saving;
		await saving.finally(() => {
			if (this.saving === saving) this.saving = undefined;
		});
	}

	/** Where the level on show is an annotation already, selects that one. */
	private isExisting(levels: OpenLevels): boolean {
		const existing = findExisting(levels.candidates[levels.shown]!, this.port.document, equalIou);
		if (!existing) return false;
		this.clear(levels);
		this.port.selectExisting(existing);
		return true;
	}

	/** Clears the prompts, unless others have been given while the name was asked for. */
	private clear(levels: OpenLevels): void {
		const { levels: present } = this.prompting;
		if (present && isSameAnswer(present, levels)) this.prompting.clear();
	}
}

/** All levels go with each annotation, so that its level can be changed later. */
function annotationsOf(
	named: readonly NamedLevel[],
	levels: OpenLevels,
	prompts: readonly Prompt[],
): NewAnnotation[] {
	return named.map(({ level, category }) => ({ category, ...maskOf(level, levels, prompts) }));
}

/** A level as it is kept. One that no model has made has neither level nor score. */
function maskOf(
	{ level, score, segmentation, area, bbox }: Candidate,
	{ candidates, pack }: OpenLevels,
	prompts: readonly Prompt[],
): ReplacedMask {
	if (pack === undefined) return { segmentation, area, bbox };
	const ladder = candidates.map((one) => ({
		...{ level: one.level, score: one.score, segmentation: one.segmentation },
	}));
	return { level, score, segmentation, area, bbox, prompts, pack, ladder };
}
