import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/browser';
import type { Correction } from '../../src/shared/correction';
import { messageOf } from '../../src/shared/messageOf';
import type { Prompt } from '../../src/shared/prompt';
import * as view from '../../src/shared/protocol/editorProtocol';
import { openLadder, type Store } from '../store';

/** Asks for the masks of the present prompts: newest wins, an older request is cancelled. */
export class Prompting {
	private running: CancellationTokenSource | undefined;
	/** What was shown when a point was given: the mask that it corrects. Kept for when a later one is taken back. */
	private readonly corrected = new WeakMap<Prompt, Correction>();

	constructor(
		private readonly store: Store,
		private readonly host: MessageConnection,
	) {
		host.onNotification(view.modelChanged, ({ pack }) => this.askAgain(pack));
		host.onNotification(view.firstCandidate, ({ prompts, candidate }) => {
			const { state } = store;
			const isOurs = state.waiting && JSON.stringify(prompts) === JSON.stringify(state.prompts);
			if (isOurs) store.set({ ladder: { candidates: [candidate], shown: 0, first: 0 } });
		});
	}

	/** Adds a prompt; there is one box at most, so a new one takes the old one's place. */
	add(prompt: Prompt): void {
		const { prompts, ladder } = this.store.state;
		const shown = ladder?.candidates[ladder.shown];
		if (shown && prompt.type === 'point') {
			// What was chosen once stays so, however often it is corrected.
			const wasChosen = this.corrected.get(prompts.at(-1)!)?.isChosen ?? false;
			const isChosen = wasChosen || ladder.shown !== ladder.first;
			this.corrected.set(prompt, { segmentation: shown.segmentation, isChosen });
		}
		const kept = prompt.type === 'box' ? prompts.filter(({ type }) => type !== 'box') : prompts;
		this.ask([...kept, prompt]);
	}

	/** Begins a new ladder with this prompt alone. */
	begin(prompt: Prompt): void {
		this.store.set({ ladder: null });
		this.ask([prompt]);
	}

	/** The same prompts, of the model that answers now. They stay, though it may have no mask for them. */
	askAgain(pack: string): void {
		const { prompts, ladder } = this.store.state;
		if (prompts.length > 0 && ladder?.pack !== pack) this.ask(prompts, prompts);
	}

	takeBack(): void {
		this.ask(this.store.state.prompts.slice(0, -1));
	}

	drop(): void {
		this.running?.cancel();
		this.running = undefined;
		this.store.set({ prompts: [], ladder: null, waiting: false, problem: null });
	}

	/** Keeps the given levels of the open ladder; the ladder stays where the user thinks better of it. */
	async accept(which: 'shown' | 'all'): Promise<void> {
		const { ladder, prompts } = this.store.state;
		if (!ladder?.pack) return;
		const { candidates, pack, shown } = ladder;
		const levels = which === 'all' ? candidates.map(({ level }) => level) : [candidates[shown]!.level];
		try {
			const accepted = await this.host.sendRequest(view.accept, { prompts, candidates, levels, pack });
			// Another ladder may have been opened while its name was asked for.
			if (accepted && this.store.state.ladder?.candidates === candidates) this.drop();
		} catch (error) {
			this.store.set({ problem: messageOf(error) });
		}
	}

	/** @param otherwise the prompts that stay where there is no mask for these */
	private async ask(prompts: readonly Prompt[], otherwise: readonly Prompt[] = []): Promise<void> {
		this.running?.cancel();
		const running = new CancellationTokenSource();
		this.running = running;
		if (!prompts.some((prompt) => prompt.type === 'box' || prompt.positive)) {
			const onlyNegative = prompts.length > 0;
			this.store.set({
				prompts: [],
				ladder: null,
				waiting: false,
				problem: onlyNegative
					? 'Click the thing itself first; a negative point takes something away from it.'
					: null,
			});
			return;
		}
		this.store.set({ prompts, waiting: true, problem: null, preview: null });
		try {
			const correcting = this.corrected.get(prompts.at(-1)!);
			const params = { prompts, ...(correcting && { correcting }) };
			const reply = await this.host.sendRequest(view.segment, params, running.token);
			if (this.running !== running) return;
			const none = reply.candidates.length === 0;
			this.store.set({
				ladder: none ? null : openLadder(reply),
				prompts: none ? otherwise : prompts,
				waiting: false,
				problem: none
					? 'The model found no mask there. Try another point, or drag a box around the thing.'
					: null,
			});
		} catch (error) {
			if (this.running !== running) return;
			this.store.set({ prompts: otherwise, ladder: null, waiting: false, problem: messageOf(error) });
		}
	}
}
