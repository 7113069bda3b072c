import type { ScreenPoint } from '../viewport';

/** What the pointer does on the stage, told apart: clicks, boxes, pans and zooms. */
export interface PointerActs {
	click(at: ScreenPoint, keys: { readonly negative: boolean; readonly anew: boolean }): void;
	boxChanged(from: ScreenPoint, to: ScreenPoint): void;
	boxDone(from: ScreenPoint, to: ScreenPoint): void;
	boxDropped(): void;
	pan(dx: number, dy: number): void;
	zoom(at: ScreenPoint, factor: number): void;
	/** Alt and the wheel: +1 is coarser. */
	stepLevel(step: 1 | -1): void;
	/** The pointer moved without a button; null when it left. */
	hover(at: ScreenPoint | null): void;
}

/** Farther than this from where it was pressed, in CSS pixels, a press is a drag. */
const dragDistance = 4;
const wheelStep = 1.0015;

interface Press {
	readonly id: number;
	readonly start: ScreenPoint;
	readonly pans: boolean;
	last: ScreenPoint;
	dragging: boolean;
}

/** Listens on the stage and calls `acts`. The left button prompts; the middle one, or Space with the left, pans. */
export function listenToPointer(stage: HTMLElement, acts: PointerActs): void {
	let press: Press | undefined;
	let spaceHeld = false;

	const at = (event: MouseEvent): ScreenPoint => {
		const { left, top } = stage.getBoundingClientRect();
		return { left: event.clientX - left, top: event.clientY - top };
	};
	const hold = (held: boolean) => {
		spaceHeld = held;
		stage.classList.toggle('pannable', held);
	};

	stage.addEventListener('pointerdown', (event) => {
		if (press || event.button > 2) return;
		const pans = event.button === 1 || (event.button === 0 && spaceHeld);
		press = { id: event.pointerId, start: at(event), last: at(event), pans, dragging: false };
		stage.setPointerCapture(event.pointerId);
		// The middle button would start the browser's own scrolling.
		if (pans) event.preventDefault();
	});
	stage.addEventListener('pointermove', (event) => {
		const point = at(event);
		if (!press) return acts.hover(point);
		if (event.pointerId !== press.id) return;
		press.dragging ||= Math.hypot(point.left - press.start.left, point.top - press.start.top) > dragDistance;
		if (press.pans) acts.pan(point.left - press.last.left, point.top - press.last.top);
		else if (press.dragging && event.buttons & 1) acts.boxChanged(press.start, point);
		press.last = point;
	});
	stage.addEventListener('pointerup', (event) => {
		if (event.pointerId !== press?.id) return;
		const { start, pans, dragging } = press;
		press = undefined;
		if (pans) return;
		if (dragging && event.button === 0) acts.boxDone(start, at(event));
		else if (!dragging) {
			const right = event.button === 2;
			acts.click(start, { negative: event.shiftKey || right, anew: event.ctrlKey || event.metaKey });
		}
	});
	stage.addEventListener('pointercancel', () => {
		press = undefined;
		acts.boxDropped();
	});
	stage.addEventListener('pointerleave', () => acts.hover(null));
	stage.addEventListener('contextmenu', (event) => event.preventDefault());
	stage.addEventListener(
		'wheel',
		(event) => {
			event.preventDefault();
			if (event.altKey) return acts.stepLevel(event.deltaY < 0 ? 1 : -1);
			if (event.shiftKey) return acts.pan(-(event.deltaX || event.deltaY), 0);
			// Lines and pages, where a browser counts in them, as pixels.
			const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? 16 : 400);
			// A pinch on a touchpad comes as a wheel with Ctrl, in smaller steps.
			acts.zoom(at(event), wheelStep ** (-pixels * (event.ctrlKey ? 6 : 1)));
		},
		{ passive: false },
	);
	window.addEventListener('keydown', (event) => {
		// On a button, Space presses it; on the stage, or where nothing has the focus, it pans.
		if (event.code === 'Space' && (event.target === document.body || event.target === stage)) {
			event.preventDefault();
			hold(true);
		}
	});
	window.addEventListener('keyup', (event) => {
		if (event.code === 'Space') hold(false);
	});
	window.addEventListener('blur', () => hold(false));
}
