import type { ImagePoint } from '../../src/shared/prompt';
import type { ScreenPoint } from '../viewport';

/** Where the pointer is, and what is held with it. */
export interface ToolPointer {
	/** CSS pixels on the stage. */
	readonly screen: ScreenPoint;
	/** Image pixels; may lie beside the image. */
	readonly image: ImagePoint;
	/** The button that was pressed first, however many are held by now. */
	readonly button: 'left' | 'right';
	readonly shift: boolean;
	/** Ctrl, or Cmd on a Mac. */
	readonly ctrl: boolean;
	readonly alt: boolean;
}

/** What goes on from pressing the pointer until it is released. */
export interface Gesture {
	/** The pointer is moved farther than a click would be. */
	drag?(pointer: ToolPointer): void;
	/** @param isDrag whether it was moved farther than a click would be */
	release(pointer: ToolPointer, isDrag: boolean): void;
	/** The system took the pointer away, or the user pressed Escape: nothing may be left of the gesture. */
	cancel?(): void;
}

/** What the pointer does on the stage. The stage itself pans, zooms and steps through levels, whatever the tool. */
export interface Tool {
	/** CSS's name of the pointer's form. */
	readonly cursor: string;
	/** The left or right button is pressed; undefined where that means nothing. */
	press(pointer: ToolPointer): Gesture | undefined;
	/** The pointer moves without a button; undefined: it has left the stage. */
	hover?(pointer: ToolPointer | undefined): void;
}
