import { Prompting } from '../../../../src/editor/session/prompting';
import type { LevelsReply, LevelsRequest } from '../../../../src/editor/session/promptingPort';
import type { Candidate } from '../../../../src/shared/candidate';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import type { Prompt } from '../../../../src/shared/prompt';
import type { PromptingState } from '../../../../src/shared/protocol/editorProtocol';

interface Question {
	readonly request: LevelsRequest;
	readonly signal: AbortSignal;
	answer(reply: LevelsReply): Promise<void>;
	fail(message: string): Promise<void>;
}

/** A model that answers when the test says so, and what the user of a `Prompting` sees and is asked. */
export class FakeModel {
	/** All that was asked, oldest first. */
	readonly questions: Question[] = [];
	readonly states: PromptingState[] = [];
	readonly prompting = new Prompting({
		ask: (request, signal) => this.ask(request, signal),
		changed: (state) => this.states.push(state),
		messages: { nothingFound: 'Nothing found.', positiveFirst: 'Click the thing first.' },
	});

	get last(): Question {
		const question = this.questions.at(-1);
		if (!question) throw new Error('Nothing was asked.');
		return question;
	}

	/** The question that still waits for its answer. */
	get open(): Question | undefined {
		const question = this.questions.at(-1);
		return question && this.prompting.state.waiting && !question.signal.aborted ? question : undefined;
	}

	private ask(request: LevelsRequest, signal: AbortSignal): Promise<LevelsReply> {
		return new Promise((resolve, reject) => {
			this.questions.push({
				request,
				signal,
				answer: (reply) => settle(() => resolve(reply)),
				fail: (message) => settle(() => reject(new Error(message))),
			});
		});
	}
}

/** Ends a promise and lets those who wait for it go on. */
async function settle(end: () => void): Promise<void> {
	end();
	await new Promise((resolve) => setImmediate(resolve));
}

export const point = (x: number, positive = true): Prompt => ({ type: 'point', x, y: 0, positive });

/** Masks of so many pixels, one below the other in a column. */
export function levels(...areas: number[]): LevelsReply {
	return { candidates: areas.map((area, index) => candidate(area, index + 1)), first: 0, pack: 'a-pack' };
}

export function candidate(area: number, level = 1): Candidate {
	return {
		level,
		score: 0.9,
		area,
		bbox: [0, 0, 1, area],
		segmentation: encodeRle({ width: 1, height: 100, counts: Uint32Array.of(0, area, 100 - area) }),
	};
}
