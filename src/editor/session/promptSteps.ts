import type { OpenLevels } from '../../shared/protocol/editorProtocol';
import type { LevelsRequest } from './promptingPort';

/** Prompts with their answer: what one can come back to. */
export interface PromptStep extends LevelsRequest {
	/** Absent where the answer was not waited for. */
	readonly levels?: OpenLevels;
	/** The levels were drawn or saved: no model can be asked for them again. */
	readonly isOwn?: true;
	/** The annotation that is corrected. */
	readonly target?: number;
}

/** The prompts of one view as steps that can be undone and redone. */
export class PromptSteps {
	private steps: readonly PromptStep[] = [];
	/** Index of the present step; -1 where there are no prompts. */
	private at = -1;

	get present(): PromptStep | undefined {
		return this.steps[this.at];
	}

	/** Whether there are steps that were undone. */
	get hasUndone(): boolean {
		return this.at < this.steps.length - 1;
	}

	/** Forgets all steps but this one, if any. */
	reset(only?: PromptStep): void {
		this.steps = only ? [only] : [];
		this.at = this.steps.length - 1;
	}

	/** Makes a step the present one; what was undone before it is gone. */
	add(step: PromptStep): void {
		this.addUndone(step);
		this.at++;
	}

	/** A step that was undone before it was answered. */
	addUndone(step: PromptStep): void {
		this.steps = [...this.steps.slice(0, this.at + 1), step];
	}

	undo(): void {
		if (this.at >= 0) this.at--;
	}

	redo(): void {
		if (this.hasUndone) this.at++;
	}

	forgetUndone(): void {
		this.steps = this.steps.slice(0, this.at + 1);
	}

	/** The present step's answer. */
	setLevels(levels: OpenLevels): void {
		this.steps = this.steps.map((step, index) => (index === this.at ? { ...step, levels } : step));
	}

	change(change: (step: PromptStep) => PromptStep): void {
		this.steps = this.steps.map(change);
	}
}
