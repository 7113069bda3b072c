import type { Candidate } from '../../shared/candidate';
import type { MaskPrompt, Prompt } from '../../shared/prompt';
import type { PromptingState } from '../../shared/protocol/editorProtocol';

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
