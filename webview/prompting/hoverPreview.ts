import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { ImagePoint } from '../../src/shared/prompt';
import * as view from '../../src/shared/protocol/editorProtocol';
import { maskContains } from '../stage/maskPaths';
import { isPrompting, type State, type Store } from '../store';
import { clickMeaning } from '../tools/clickMeaning';

/** The pointer rests when it has not moved for this long, in milliseconds. */
const restMs = 70;
/** With `auto`, previews pause where the median of the last few took longer than this, in milliseconds. */
const maxMedianMs = 350;
const sampleSize = 5;
const pauseMs = 60_000;

/**
 * Shows the mask that a click would bring, before the click. One request is in flight at a time and the newest
 * resting place wins; what is shown is never a prompt.
 */
export class HoverPreview {
	private resting: ReturnType<typeof setTimeout> | undefined;
	private wanted: ImagePoint | null = null;
	private asking = false;
	/** Milliseconds that the last few previews took. */
	private times: number[] = [];
	/** With `auto`, until when previews stay away because they were too slow. */
	private pausedUntil = 0;

	constructor(
		private readonly store: Store,
		private readonly host: MessageConnection,
	) {
		store.onChange((state) => {
			if (state.preview && !this.mayShow(state)) store.set({ preview: null });
		});
	}

	/** The pointer is there now; undefined: it has left. */
	hover(point: ImagePoint | undefined): void {
		clearTimeout(this.resting);
		this.wanted = null;
		const { state } = this.store;
		if (state.preview && !(point && maskContains(state.preview.segmentation, point))) {
			this.store.set({ preview: null });
		}
		if (!point || !this.mayShow(state) || this.isTooSlow(state)) return;
		if (clickMeaning(state, point, { negative: false, anew: false }).kind !== 'begin') return;
		this.resting = setTimeout(() => {
			this.wanted = point;
			void this.ask();
		}, restMs);
	}

	private async ask(): Promise<void> {
		if (this.asking) return;
		this.asking = true;
		for (let point = this.wanted; point; point = this.wanted === point ? null : this.wanted) {
			const begun = performance.now();
			const prompts = [{ type: 'point', ...point, positive: true }] as const;
			// A preview that fails is not shown; the click will say what is wrong.
			const preview = await this.host.sendRequest(view.preview, { prompts }).catch(() => null);
			this.noteTime(performance.now() - begun);
			if (this.wanted === point && this.mayShow(this.store.state)) this.store.set({ preview });
		}
		this.asking = false;
	}

	private mayShow(state: State): boolean {
		const { settings, image, draggedBox, document } = state;
		const wanted = settings.hoverPreview !== 'off' && document.readOnlyReason === undefined;
		return wanted && image.phase === 'ready' && !isPrompting(state) && draggedBox === null;
	}

	private noteTime(milliseconds: number): void {
		this.times = [...this.times, milliseconds].slice(-sampleSize);
		const median = this.times.toSorted((a, b) => a - b)[sampleSize >> 1];
		if (median === undefined || median <= maxMedianMs) return;
		// The machine may have been busy with something else, such as loading the model: tried again later.
		this.times = [];
		this.pausedUntil = performance.now() + pauseMs;
	}

	private isTooSlow({ settings }: State): boolean {
		return settings.hoverPreview === 'auto' && performance.now() < this.pausedUntil;
	}
}
