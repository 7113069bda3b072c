import type { ImagePoint } from '../../src/shared/prompt';
import type { ViewAct } from '../../src/shared/protocol/editorProtocol';
import type { ToolSettings } from '../../src/shared/protocol/tools';
import type { PicturePixels } from '../stage/picturePixels';
import type { Sketch } from '../stage/sketch';
import type { Store } from '../store';
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
	/** The pointer is moved, however little. */
	move?(pointer: ToolPointer): void;
	/** The pointer is moved farther than a click would be. */
	drag?(pointer: ToolPointer): void;
	/** @param isDrag whether it was moved farther than a click would be */
	release(pointer: ToolPointer, isDrag: boolean): void;
	/** The system took the pointer away, or the user pressed Escape: nothing may be left of the gesture. */
	cancel?(): void;
}

/** Keys that mean something to a tool while it has begun a shape. */
export type ShapeKey = 'Enter' | 'Backspace' | 'Escape';

/** What the pointer does on the stage. The stage itself pans, zooms and steps through levels, whatever the tool. */
export interface Tool {
	/** CSS's name of the pointer's form. */
	readonly cursor: string;
	/** With this tool in hand, the right button opens no menu. */
	readonly usesRightButton?: true;
	/** The left or right button is pressed; undefined where that means nothing. */
	press(pointer: ToolPointer): Gesture | undefined;
	/** The second click of a double-click, after its press and release. */
	doublePress?(pointer: ToolPointer): void;
	/** The pointer moves without a button; undefined: it has left the stage. */
	hover?(pointer: ToolPointer | undefined): void;
	/** @returns whether the key was meant for the shape that is begun */
	key?(key: ShapeKey): boolean;
	/** Makes what the tool has of a size larger (1) or smaller. */
	resize?(step: 1 | -1): void;
	/** Another tool is taken in hand: nothing may be left on the stage. */
	putDown?(): void;
}

/** What tools need of the page. */
export interface ToolPort {
	readonly store: Store;
	act(one: ViewAct): void;
	/** The pointer rests there and could ask for a mask; or has left. */
	hover(image: ImagePoint | undefined): void;
	/** Shows what is being drawn. The same array of points may have grown: then only what is new is drawn. */
	sketch(sketch: Sketch | null): void;
	/** Shows a ring of this radius in image pixels around the pointer; none where it is not on the stage. */
	ring(at: ImagePoint | undefined, radius: number): void;
	pan(dx: number, dy: number): void;
	set(tools: Partial<ToolSettings>): void;
	/** Null until the picture is shown. */
	pixels(): PicturePixels | null;
}
