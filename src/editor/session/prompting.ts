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
import type { LevelsReply, PromptingPort } from './promptingPort';
import { type PromptStep, PromptSteps } from './promptSteps';

/** What a correction begins with: levels that no model has to be asked for. */
export interface OwnLevels {
	readonly prompts: readonly Prompt[];
	readonly levels: OpenLevels;
	/** The annotation whose they are. */
	readonly target?: number;
}

interface Pending {
	readonly step: PromptStep;
	/** `repeat`: the present step, asked once more. */
	readonly kind: 'next' | 'anew' | 'repeat';
	readonly controller: AbortController;
	/** The first mask, which comes before the levels are complete. */
	first?: Candidate;
	/** Called with the complete levels; with undefined where they will not come. */
	readonly waiting: ((levels: OpenLevels | undefined) => void)[];
}

/**
 * The prompts of one view and the levels that answer them. Every prompt is a step that can be undone and redone; what
 * cannot be answered leaves the last good step as it is.
 */
export class Prompting {
	private readonly steps = new PromptSteps();
	private pending: Pending | undefined;
	private problem: string | null = null;
	/** Ends the wait for what was found besides the levels on show. */
	private between = new AbortController();

	constructor(private readonly port: PromptingPort) {}

	get state(): PromptingState {
		const { pending } = this;
		const step = this.steps.present;
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
		return this.pending !== undefined || this.steps.present !== undefined;
	}

	get canRedo(): boolean {
		return !this.isNewAsked && this.steps.hasUndone;
	}

	/** Whether the model is asked about prompts that are no step yet. */
	private get isNewAsked(): boolean {
		return this.pending !== undefined && this.pending.kind !== 'repeat';
	}

	/** The annotation that is being corrected. */
	get target(): number | undefined {
		return (this.pending?.step ?? this.steps.present)?.target;
	}

	/** The complete levels on show. */
	get levels(): OpenLevels | undefined {
		return this.pending ? undefined : this.steps.present?.levels;
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
		if (this.pending && this.isNewAsked) this.steps.add(this.pending.step);
		const step = { prompts, ...(maskPrompt && { maskPrompt }), ...(target !== undefined && { target }) };
		this.ask(step, anew ? 'anew' : 'next');
	}

	/** Opens levels that are known already, instead of what is open. */
	begin({ prompts, levels, target }: OwnLevels): void {
		this.cancel();
		this.steps.reset({ prompts, levels, isOwn: true, ...(target !== undefined && { target }) });
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
		this.steps.add({
			...this.steps.present!,
			levels: { ...withoutPool(levels), candidates, first: -1 },
			isOwn: true,
		});
		this.problem = null;
		this.notify();
	}

	/** The annotation that is being corrected is gone: what there is of it would be a new one. */
	forgetTarget(): void {
		this.steps.change(({ target: _, ...step }) => step);
		if (this.pending) {
			const { target: _, ...step } = this.pending.step;
			this.pending = { ...this.pending, step };
		}
		this.notify();
	}

	undo(): void {
		if (this.pending && this.isNewAsked) this.steps.addUndone(this.pending.step);
		else this.steps.undo();
		this.cancel();
		this.goOn();
	}

	redo(): void {
		if (!this.canRedo) return;
		this.cancel();
		this.steps.redo();
		this.goOn();
	}

	/** Takes all prompts away. */
	clear(): void {
		this.cancel();
		this.steps.reset();
		this.problem = null;
		this.notify();
	}

	/** What was undone cannot be redone any more: something else has happened since. */
	forgetUndone(): void {
		if (!this.canRedo) return;
		this.steps.forgetUndone();
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
		this.steps.setLevels(shown);
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
	whenComplete(): Promise<OpenLevels | undefined> {
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
		this.steps.change(({ levels, ...step }) => (step.isOwn && levels ? { ...step, levels } : step));
		const { pending } = this;
		const step = this.steps.present;
		// Who waits for the levels of these prompts gets the new answer: a mask may be named already.
		if (pending) this.ask(pending.step, pending.kind, null, pending.waiting.splice(0));
		else if (step && !step.levels) this.ask(step, 'repeat');
	}

	/** Shows the present step, asking for its levels where they are not known. */
	private goOn(): void {
		this.problem = null;
		const step = this.steps.present;
		if (step && !step.levels) this.ask(step, 'repeat');
		else this.notify();
	}

	private ask(
		step: PromptStep,
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
		if (pending.kind === 'repeat') this.steps.setLevels(levels);
		else this.steps.add({ ...pending.step, levels });
		this.notify();
		for (const resolve of pending.waiting) resolve(levels);
		if (between) this.awaitBetween(levels, between);
	}

	/** What else was found joins the levels, if they are still on show. Without it there are the levels alone. */
	private awaitBetween(asked: OpenLevels, find: NonNullable<LevelsReply['between']>): void {
		this.between = new AbortController();
		const { signal } = this.between;
		find(signal).then(
			(between) => {
				const { levels } = this;
				if (signal.aborted || !levels || !isSameAnswer(levels, asked) || between.length === 0) return;
				this.steps.setLevels({ ...levels, pool: levelPool(asked.candidates, asked.first, between) });
				this.port.changed(this.state, { between });
			},
			() => undefined,
		);
	}

	/** The prompts that were answered last come back, with a sentence of what went wrong. */
	private fail(pending: Pending, problem: string): void {
		if (this.pending !== pending) return;
		this.cancel();
		const step = this.steps.present;
		if (step && !step.levels && pending.kind !== 'repeat') {
			this.ask(step, 'repeat', problem);
			return;
		}
		this.problem = problem;
		this.notify();
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
		const wasChosen = (this.pending?.step ?? this.steps.present)?.maskPrompt?.isChosen ?? false;
		return { segmentation: shown.segmentation, isChosen: wasChosen || levels.shown !== levels.first };
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
