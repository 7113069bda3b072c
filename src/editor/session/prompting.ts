import type { Candidate } from '../../shared/candidate';
import {
	isSameAnswer,
	levelBeside,
	levelPool,
	poolOf,
	shownPlace,
	withPlaceShown,
} from '../../shared/levelPool';
import { decodeRle } from '../../shared/mask/cocoRle';
import { iou } from '../../shared/mask/setOperations';
import { messageOf } from '../../shared/messageOf';
import type { MaskPrompt, Prompt } from '../../shared/prompt';
import type { OpenLevels, PromptingState } from '../../shared/protocol/editorProtocol';
import { promptInside } from './promptInside';

/** The levels that answer prompts, as the model gives them. */
export interface LevelsReply {
	readonly candidates: readonly Candidate[];
	/** Index of the candidate to show first. */
	readonly first: number;
	/** The id of the pack that made them. */
	readonly pack: string;
	/** How the model answered prompts that it was not made for, as a sentence. */
	readonly note?: string;
	/** Asks for what was found besides the levels; absent where nothing was. Rejects when the signal is aborted. */
	readonly between?: (signal: AbortSignal) => Promise<readonly Candidate[]>;
}

export interface LevelsRequest {
	readonly prompts: readonly Prompt[];
	/** The mask that the last point corrects. */
	readonly maskPrompt?: MaskPrompt;
}

/** A part of the state that changes by itself: where the page has the rest. */
export type PromptingPart = { readonly place: number } | { readonly between: readonly Candidate[] };

export interface PromptingPort {
	/** Asks the model; rejects when the signal is aborted. */
	ask(request: LevelsRequest, signal: AbortSignal): Promise<LevelsReply>;
	/** The state has changed. `only`: nothing but which mask is shown, or what was found besides the levels. */
	changed(state: PromptingState, only?: PromptingPart): void;
	/** Sentences for the user. */
	readonly messages: {
		readonly nothingFound: string;
		readonly positiveFirst: string;
	};
}

/** Levels that are all there, with the pack that made them, where one did. */
export type CompleteLevels = OpenLevels;

/** Prompts with their answer: what one can come back to. */
interface Step extends LevelsRequest {
	/** Absent where the answer was not waited for. */
	readonly levels?: CompleteLevels;
	/** The levels were drawn or saved: no model can be asked for them again. */
	readonly isOwn?: true;
	/** The annotation that is corrected. */
	readonly target?: number;
}

/** What a correction begins with: levels that no model has to be asked for. */
export interface OwnLevels {
	readonly prompts: readonly Prompt[];
	readonly levels: CompleteLevels;
	/** The annotation whose they are. */
	readonly target?: number;
}

interface Pending {
	readonly step: Step;
	/** `repeat`: the present step, asked once more. */
	readonly kind: 'next' | 'anew' | 'repeat';
	readonly controller: AbortController;
	/** The first mask, which comes before the levels are complete. */
	first?: Candidate;
	/** Called with the complete levels; with undefined where they will not come. */
	readonly waiting: ((levels: CompleteLevels | undefined) => void)[];
}

/**
 * The prompts of one view and the levels that answer them. Every prompt is a step that can be undone and redone; what
 * cannot be answered leaves the last good step as it is.
 */
export class Prompting {
	private steps: Step[] = [];
	/** Index of the present step; -1 where there are no prompts. */
	private at = -1;
	private pending: Pending | undefined;
	private problem: string | null = null;
	/** Ends the wait for what was found besides the levels on show. */
	private between = new AbortController();

	constructor(private readonly port: PromptingPort) {}

	get state(): PromptingState {
		const { pending } = this;
		const step = this.steps[this.at];
		const first = pending?.first;
		const before = pending?.kind === 'anew' ? null : (step?.levels ?? null);
		const levels = first ? { candidates: [first], shown: 0, first: 0 } : before;
		return {
			prompts: pending?.step.prompts ?? step?.prompts ?? [],
			// What can be gone through is as much as can be kept now.
			levels: pending && levels ? withoutPool(levels) : levels,
			waiting: pending !== undefined,
			problem: this.problem,
			canUndo: this.isOpen,
			canRedo: this.canRedo,
			...(this.target !== undefined && { target: this.target }),
		};
	}

	/** True while there are prompts, answered or not. */
	get isOpen(): boolean {
		return this.pending !== undefined || this.at >= 0;
	}

	get canRedo(): boolean {
		return !this.isNewAsked && this.at < this.steps.length - 1;
	}

	/** Whether the model is asked about prompts that are no step yet. */
	private get isNewAsked(): boolean {
		return this.pending !== undefined && this.pending.kind !== 'repeat';
	}

	/** The annotation that is being corrected. */
	get target(): number | undefined {
		return (this.pending?.step ?? this.steps[this.at])?.target;
	}

	/** The complete levels on show. */
	get levels(): CompleteLevels | undefined {
		return this.pending ? undefined : this.steps[this.at]?.levels;
	}

	/** Adds a prompt to those that stand, or begins anew with it alone. A new box takes the place of the old one. */
	add(prompt: Prompt, anew: boolean): void {
		const maskPrompt = anew || prompt.type === 'box' ? undefined : this.maskPrompt();
		const before = anew ? [] : this.state.prompts;
		const others = prompt.type === 'box' ? before.filter(({ type }) => type !== 'box') : before;
		// A drawn mask has no click of its own that says what is meant.
		const prompts = maskPrompt ? promptInside([...others, prompt], maskPrompt) : [...others, prompt];
		if (!prompts.some((one) => one.type === 'box' || one.positive)) {
			this.problem = this.port.messages.positiveFirst;
			this.notify();
			return;
		}
		const target = anew ? undefined : this.target;
		// A click that is still being answered stays a step of its own: undo takes back one click, not two.
		if (this.pending && this.isNewAsked) this.commit(this.pending.step);
		const step = { prompts, ...(maskPrompt && { maskPrompt }), ...(target !== undefined && { target }) };
		this.ask(step, anew ? 'anew' : 'next');
	}

	/** Opens levels that are known already, instead of what is open. */
	begin({ prompts, levels, target }: OwnLevels): void {
		this.cancel();
		this.steps = [{ prompts, levels, isOwn: true, ...(target !== undefined && { target }) }];
		this.at = 0;
		this.problem = null;
		this.notify();
	}

	/** Puts a drawn mask in the place of the complete level on show, as a step of its own. */
	draw(mask: Candidate): void {
		const { levels } = this;
		const before = levels?.candidates[levels.shown];
		if (!levels || !before) return;
		const drawn = { ...mask, level: before.level };
		const candidates = levels.candidates.with(levels.shown, drawn);
		// What is drawn is meant: the next click corrects it, and takes nothing else instead.
		const step = {
			...this.steps[this.at]!,
			levels: { ...withoutPool(levels), candidates, first: -1 },
			isOwn: true,
		} as const;
		this.steps = [...this.steps.slice(0, this.at + 1), step];
		this.at++;
		this.problem = null;
		this.notify();
	}

	/** The annotation that is being corrected is gone: what there is of it would be a new one. */
	forgetTarget(): void {
		this.steps = this.steps.map(({ target: _, ...step }) => step);
		if (this.pending) {
			const { target: _, ...step } = this.pending.step;
			this.pending = { ...this.pending, step };
		}
		this.notify();
	}

	undo(): void {
		if (this.pending && this.isNewAsked)
			this.steps = [...this.steps.slice(0, this.at + 1), this.pending.step];
		else if (this.at >= 0) this.at--;
		this.cancel();
		this.goOn();
	}

	redo(): void {
		if (!this.canRedo) return;
		this.cancel();
		this.at++;
		this.goOn();
	}

	/** Takes all prompts away. */
	clear(): void {
		this.cancel();
		this.steps = [];
		this.at = -1;
		this.problem = null;
		this.notify();
	}

	/** What was undone cannot be redone any more: something else has happened since. */
	forgetUndone(): void {
		if (!this.canRedo) return;
		this.steps = this.steps.slice(0, this.at + 1);
		this.notify();
	}

	/** Says what went wrong with something else. */
	showProblem(sentence: string): void {
		this.problem = sentence;
		this.notify();
	}

	dismissProblem(): void {
		this.problem = null;
		this.notify();
	}

	/** Shows a level of the complete ones. @returns false where there is no such level */
	show(level: number): boolean {
		const { levels } = this;
		const index = levels?.candidates.findIndex((candidate) => candidate.level === level) ?? -1;
		return levels !== undefined && index >= 0 && this.showFound(poolOf(levels).places[index]!);
	}

	/** Shows one of all masks that were found. @param place among them @returns false where there is none */
	showFound(place: number): boolean {
		const { levels } = this;
		const shown = levels && withPlaceShown(levels, place);
		if (!shown) return false;
		this.replaceLevels(shown);
		this.port.changed(this.state, { place });
		return true;
	}

	/** One level coarser (1) or finer (-1), as far as there are any. */
	stepLevel(step: 1 | -1): void {
		const { levels } = this;
		const place = levels && levelBeside(levels, step);
		if (place !== undefined) this.showFound(place);
	}

	/** One mask coarser (1) or finer (-1) among all that were found. */
	stepFound(step: 1 | -1): void {
		const { levels } = this;
		if (levels) this.showFound(shownPlace(levels) + step);
	}

	/**
	 * The complete levels as soon as they are there; undefined where they will not come, for other prompts have taken
	 * their place or something went wrong. Who waits means the mask on show: the level most like it will be shown.
	 */
	whenComplete(): Promise<CompleteLevels | undefined> {
		const { pending } = this;
		if (!pending) return Promise.resolve(this.levels);
		return new Promise((resolve) => pending.waiting.push(resolve));
	}

	/** The first mask of the running request. */
	showFirst(prompts: readonly Prompt[], candidate: Candidate): void {
		const { pending } = this;
		if (!pending || JSON.stringify(prompts) !== JSON.stringify(pending.step.prompts)) return;
		pending.first = candidate;
		this.notify();
	}

	/** Asks for the same prompts again, of the model that answers now. They stay, whatever it answers. */
	askAgain(): void {
		// Answers of the model before are no longer what its steps would be.
		this.steps = this.steps.map(({ levels, ...step }) => (step.isOwn && levels ? { ...step, levels } : step));
		const { pending } = this;
		const step = this.steps[this.at];
		// Who waits for the levels of these prompts gets the new answer: a mask may be named already.
		if (pending) this.ask(pending.step, pending.kind, null, pending.waiting.splice(0));
		else if (step && !step.levels) this.ask(step, 'repeat');
	}

	/** Shows the present step, asking for its levels where they are not known. */
	private goOn(): void {
		this.problem = null;
		const step = this.steps[this.at];
		if (step && !step.levels) this.ask(step, 'repeat');
		else this.notify();
	}

	private ask(
		step: Step,
		kind: Pending['kind'],
		problem: string | null = null,
		waiting: Pending['waiting'] = [],
	): void {
		this.cancel();
		this.problem = problem;
		const pending: Pending = { step, kind, controller: new AbortController(), waiting };
		this.pending = pending;
		this.notify();
		const { prompts, maskPrompt } = step;
		const request = { prompts, ...(maskPrompt && { maskPrompt }) };
		this.port.ask(request, pending.controller.signal).then(
			(reply) => this.answer(pending, reply),
			(error: unknown) => this.fail(pending, messageOf(error)),
		);
	}

	private answer(pending: Pending, { candidates, first, pack, note, between }: LevelsReply): void {
		if (this.pending !== pending) return;
		if (candidates.length === 0) {
			this.fail(pending, this.port.messages.nothingFound);
			return;
		}
		const isAwaited = pending.waiting.length > 0;
		const shown = isAwaited && pending.first ? mostLike(pending.first, candidates) : first;
		this.pending = undefined;
		const levels = { candidates, shown, first, pack, ...(note !== undefined && { note }) };
		if (pending.kind === 'repeat') this.replaceLevels(levels);
		else this.commit(pending.step, levels);
		this.notify();
		for (const resolve of pending.waiting) resolve(levels);
		if (between) this.awaitBetween(levels, between);
	}

	/** What else was found joins the levels, if they are still on show. Without it there are the levels alone. */
	private awaitBetween(asked: CompleteLevels, find: NonNullable<LevelsReply['between']>): void {
		this.between = new AbortController();
		const { signal } = this.between;
		find(signal).then(
			(between) => {
				const { levels } = this;
				if (signal.aborted || !levels || !isSameAnswer(levels, asked) || between.length === 0) return;
				this.replaceLevels({ ...levels, pool: levelPool(asked.candidates, asked.first, between) });
				this.port.changed(this.state, { between });
			},
			() => undefined,
		);
	}

	/** The prompts that were answered last come back, with a sentence of what went wrong. */
	private fail(pending: Pending, problem: string): void {
		if (this.pending !== pending) return;
		this.cancel();
		const step = this.steps[this.at];
		if (step && !step.levels && pending.kind !== 'repeat') {
			this.ask(step, 'repeat', problem);
			return;
		}
		this.problem = problem;
		this.notify();
	}

	/** Makes a step the present one; what was undone before it is gone. */
	private commit({ levels: _, ...asked }: Step, levels?: CompleteLevels): void {
		const step = { ...asked, ...(levels && { levels }) };
		this.steps = [...this.steps.slice(0, this.at + 1), step];
		this.at++;
	}

	private cancel(): void {
		const { pending } = this;
		this.pending = undefined;
		this.between.abort();
		pending?.controller.abort();
		for (const resolve of pending?.waiting ?? []) resolve(undefined);
	}

	/** The mask on show, which the next point corrects. */
	private maskPrompt(): MaskPrompt | undefined {
		const { levels } = this.state;
		const shown = levels?.candidates[levels.shown];
		if (!levels || !shown) return undefined;
		// What was chosen once stays so, however often it is corrected.
		const wasChosen = (this.pending?.step ?? this.steps[this.at])?.maskPrompt?.isChosen ?? false;
		return { segmentation: shown.segmentation, isChosen: wasChosen || levels.shown !== levels.first };
	}

	private replaceLevels(levels: CompleteLevels): void {
		this.steps = this.steps.map((step, index) => (index === this.at ? { ...step, levels } : step));
	}

	private notify(): void {
		this.port.changed(this.state);
	}
}

const withoutPool = ({ pool: _, ...levels }: OpenLevels): OpenLevels => levels;

function mostLike({ segmentation }: Candidate, candidates: readonly Candidate[]): number {
	const mask = decodeRle(segmentation);
	const likeness = candidates.map((candidate) => iou(mask, decodeRle(candidate.segmentation)));
	return likeness.indexOf(Math.max(...likeness));
}
