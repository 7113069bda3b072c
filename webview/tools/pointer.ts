import type { ImagePoint } from '../../src/shared/prompt';
import { type ScreenPoint, toImage, type Viewport } from '../viewport';
import { LevelWheel } from './levelWheel';
import type { Gesture, ShapeKey, Tool, ToolPointer } from './tool';

/** What the stage does with the pointer by itself, whatever the tool. */
export interface StageActs {
	pan(dx: number, dy: number): void;
	zoom(at: ScreenPoint, factor: number): void;
	/** Alt and the wheel: +1 is coarser. */
	stepLevel(step: 1 | -1): void;
	/** VS Code is about to open its menu; false where the right button means something else. */
	openMenu(at: ImagePoint): boolean;
}

/** Farther than this from where it was pressed, in CSS pixels, a press is a drag. */
const dragDistance = 4;
const wheelStep = 1.0015;

interface Press {
	readonly id: number;
	readonly button: ToolPointer['button'];
	readonly start: ScreenPoint;
	/** Undefined where the press pans. */
	readonly gesture: Gesture | undefined;
	readonly pans: boolean;
	last: ScreenPoint;
	isDrag: boolean;
}

/**
 * Listens on the stage. The middle button, or Space with the left one, pans; the other presses are the tool's, and so
 * are Enter, Backspace and Escape while it has begun a shape.
 *
 * @returns what ends the present gesture, as Escape does
 */
export function listenToPointer(
	stage: HTMLElement,
	acts: StageActs,
	tool: () => Tool,
	viewport: () => Viewport,
): () => void {
	let press: Press | undefined;
	const levelWheel = new LevelWheel(acts.stepLevel);
	const sizeWheel = new LevelWheel((step) => tool().resize?.(step));
	const panKey = listenToPanKey(stage);

	const at = (event: MouseEvent): ScreenPoint => {
		const { left, top } = stage.getBoundingClientRect();
		return { left: event.clientX - left, top: event.clientY - top };
	};
	const pointerOf = (event: MouseEvent, button: ToolPointer['button']): ToolPointer => {
		const screen = at(event);
		return {
			screen,
			image: toImage(viewport(), screen),
			button,
			shift: event.shiftKey,
			ctrl: event.ctrlKey || event.metaKey,
			alt: event.altKey,
		};
	};
	const cancel = () => {
		const ended = press;
		press = undefined;
		ended?.gesture?.cancel?.();
	};
	const isShapeKey = (key: string): key is ShapeKey => ['Enter', 'Backspace', 'Escape'].includes(key);
	document.addEventListener(
		'keydown',
		(event) => {
			const { key, target } = event;
			if (!isShapeKey(key) || (target !== document.body && target !== stage)) return;
			const isGesture = key === 'Escape' && press?.gesture?.cancel !== undefined;
			if (isGesture) cancel();
			else if (!tool().key?.(key)) return;
			// Before VS Code hears of it: there the key means something else.
			event.preventDefault();
			event.stopPropagation();
		},
		{ capture: true },
	);

	stage.addEventListener('pointerdown', (event) => {
		if (press || event.button > 2) return;
		const pans = event.button === 1 || (event.button === 0 && panKey.isHeld);
		const button = event.button === 2 ? 'right' : 'left';
		const start = at(event);
		const gesture = pans ? undefined : tool().press(pointerOf(event, button));
		press = { id: event.pointerId, button, start, last: start, gesture, pans, isDrag: false };
		stage.setPointerCapture(event.pointerId);
		// The middle button would start the browser's own scrolling.
		if (pans) event.preventDefault();
	});
	stage.addEventListener('pointermove', (event) => {
		if (!press) return tool().hover?.(pointerOf(event, 'left'));
		if (event.pointerId !== press.id) return;
		const point = at(event);
		press.isDrag ||= Math.hypot(point.left - press.start.left, point.top - press.start.top) > dragDistance;
		if (press.pans) acts.pan(point.left - press.last.left, point.top - press.last.top);
		else {
			// A browser tells of several moves at once, a frame's; a line is to have them all.
			const moves = press.gesture?.move ? event.getCoalescedEvents() : [];
			for (const one of moves.length > 0 ? moves : [event])
				press.gesture?.move?.(pointerOf(one, press.button));
			if (press.isDrag) press.gesture?.drag?.(pointerOf(event, press.button));
		}
		press.last = point;
	});
	stage.addEventListener('pointerup', (event) => {
		// The event's own button is the last one released; what counts is the one that was pressed.
		if (event.pointerId !== press?.id) return;
		const { gesture, button, isDrag } = press;
		press = undefined;
		gesture?.release(pointerOf(event, button), isDrag);
	});
	stage.addEventListener('pointercancel', cancel);
	stage.addEventListener('dblclick', (event) => {
		if (event.button === 0 && !panKey.isHeld) tool().doublePress?.(pointerOf(event, 'left'));
	});
	stage.addEventListener('pointerleave', () => tool().hover?.(undefined));
	stage.addEventListener('contextmenu', (event) => {
		// The menu takes the pointer away.
		if (!tool().usesRightButton && acts.openMenu(toImage(viewport(), at(event)))) cancel();
		else event.preventDefault();
	});
	stage.addEventListener(
		'wheel',
		(event) => {
			event.preventDefault();
			const pixels = pixelsOf(event);
			if (event.altKey) return levelWheel.turn(pixels, event.timeStamp);
			if (event.ctrlKey && tool().resize) {
				sizeWheel.turn(pixels, event.timeStamp);
				return;
			}
			if (event.shiftKey) return acts.pan(-(event.deltaX || event.deltaY), 0);
			// A pinch on a touchpad comes as a wheel with Ctrl, in smaller steps.
			acts.zoom(at(event), wheelStep ** (-pixels * (event.ctrlKey ? 6 : 1)));
		},
		{ passive: false },
	);
	return cancel;
}

/** Lines and pages, where a browser counts in them, as pixels. */
function pixelsOf({ deltaX, deltaY, deltaMode, altKey }: WheelEvent): number {
	// Some systems turn the wheel with Alt into a horizontal one.
	const delta = altKey ? deltaY || deltaX : deltaY;
	return delta * (deltaMode === 0 ? 1 : deltaMode === 1 ? 16 : 400);
}

/** Follows the Space key, with which the left button pans. */
function listenToPanKey(stage: HTMLElement): { readonly isHeld: boolean } {
	const key = { isHeld: false };
	const hold = (isHeld: boolean) => {
		key.isHeld = isHeld;
		stage.classList.toggle('pannable', isHeld);
	};
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
	return key;
}
