import { imageSize, type Store } from '../store';
import { pan, type Size, toImage, toScreen } from '../viewport';
import type { Tool } from './tool';

/** CSS pixels that stay between the crosshair and the stage's edge: the image moves instead. */
const margin = 24;

/** The pointer of those who use the keyboard alone: it moves by keys and presses the tool where it is. */
export class Crosshair {
	constructor(
		private readonly store: Store,
		private readonly stageSize: () => Size,
		private readonly tool: () => Tool,
	) {}

	/** @param dx CSS pixels; the first move only shows it, in the middle of what is seen of the image */
	move(dx: number, dy: number): void {
		const { crosshair, viewport } = this.store.state;
		const image = imageSize(this.store.state);
		if (!image) return;
		const stage = this.stageSize();
		const from = crosshair ? toScreen(viewport, crosshair) : { left: stage.width / 2, top: stage.height / 2 };
		const [x, y] = crosshair ? [dx, dy] : [0, 0];
		const point = toImage(viewport, { left: from.left + x, top: from.top + y });
		const within = {
			x: Math.min(image.width - 0.5, Math.max(0.5, point.x)),
			y: Math.min(image.height - 0.5, Math.max(0.5, point.y)),
		};
		const at = toScreen(viewport, within);
		const beyond = (place: number, room: number) =>
			place < margin ? margin - place : place > room - margin ? room - margin - place : 0;
		const moved = pan(viewport, beyond(at.left, stage.width), beyond(at.top, stage.height), stage, image);
		this.store.set({ crosshair: within, viewport: moved });
		this.tool().hover?.(this.pointerAt(within));
	}

	/** As a click with that key held would do. */
	click(held: { readonly shift?: true; readonly ctrl?: true } = {}): void {
		const { crosshair } = this.store.state;
		if (!crosshair) return;
		const pointer = { ...this.pointerAt(crosshair), ...held };
		this.tool().press(pointer)?.release(pointer, false);
	}

	hide(): void {
		if (this.store.state.crosshair) this.store.set({ crosshair: null });
	}

	private pointerAt(image: { readonly x: number; readonly y: number }) {
		const screen = toScreen(this.store.state.viewport, image);
		return { screen, image, button: 'left' as const, shift: false, ctrl: false, alt: false };
	}
}

/** Calls back when the mouse is used: browsers also report a pointer that rests while the page moves below it. */
export function listenToMouse(stage: HTMLElement, onUse: () => void): void {
	let last: readonly [number, number] | undefined;
	stage.addEventListener('pointermove', ({ clientX, clientY }) => {
		if (last && (clientX !== last[0] || clientY !== last[1])) onUse();
		last = [clientX, clientY];
	});
	stage.addEventListener('pointerdown', onUse);
}
