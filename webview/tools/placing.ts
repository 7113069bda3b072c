import type { EditOf } from '../../src/shared/imageEdits/imageEdit';
import { isOnCopy, movableCopy } from '../edits/placedCopy';
import type { State } from '../store';
import type { Gesture, Tool, ToolPointer } from './tool';

/** Turns of the wheel with less than this between them, in milliseconds, are one change of the copy's size. */
const pauseMs = 400;
const scaleStep = 1.05;
const minScale = 0.05;
const maxScale = 20;

export interface PlacingPort {
	readonly state: State;
	draft(draft: State['editDraft']): void;
	change(id: number, edit: EditOf<'place'>): void;
	/** The pointer has come onto the copy, or has left it. */
	over(isOver: boolean): void;
}

/**
 * Lets the pointer take a placed copy while the panel has its edit open: a drag moves it, Ctrl and the wheel change its
 * size. A click, and all that is beside the copy, is the tool's in hand. Each drag is one edit, so that one undo takes
 * it back.
 */
export class Placing {
	private isOver = false;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly port: PlacingPort) {}

	/** The tool in hand, over the copy this one. */
	around(tool: Tool): Tool {
		return {
			cursor: tool.cursor,
			...(tool.usesRightButton && { usesRightButton: true as const }),
			press: (pointer) => this.press(pointer, tool),
			doublePress: (pointer) => tool.doublePress?.(pointer),
			hover: (pointer) => this.hover(pointer, tool),
			key: (key) => tool.key?.(key) ?? false,
			...(this.isOver
				? { resize: (step: 1 | -1) => this.resize(step) }
				: tool.resize && { resize: (step: 1 | -1) => tool.resize?.(step) }),
		};
	}

	private hover(pointer: ToolPointer | undefined, tool: Tool): void {
		const copy = movableCopy(this.port.state);
		this.setOver(pointer !== undefined && copy !== undefined && isOnCopy(copy, pointer.image));
		tool.hover?.(this.isOver ? undefined : pointer);
	}

	private setOver(isOver: boolean): void {
		if (isOver === this.isOver) return;
		this.isOver = isOver;
		this.port.over(isOver);
	}

	private press(start: ToolPointer, tool: Tool): Gesture | undefined {
		const copy = movableCopy(this.port.state);
		const takes = start.button === 'left' && copy !== undefined && isOnCopy(copy, start.image);
		if (!takes) return tool.press(start);
		this.finishResize();
		const { draft } = this.port;
		const moved = ({ image }: ToolPointer): EditOf<'place'> => ({
			...copy.edit,
			dx: Math.round(copy.edit.dx + image.x - start.image.x),
			dy: Math.round(copy.edit.dy + image.y - start.image.y),
		});
		return {
			drag: (pointer) => draft({ id: copy.id, edit: moved(pointer) }),
			release: (pointer, isDrag) => {
				if (isDrag) this.port.change(copy.id, moved(pointer));
				else tool.press(start)?.release(pointer, false);
			},
			cancel: () => draft(null),
		};
	}

	/** The copy's middle stays where it is. */
	private resize(step: 1 | -1): void {
		const copy = movableCopy(this.port.state);
		if (!copy) return;
		const { edit, source } = copy;
		const wanted = Math.min(maxScale, Math.max(minScale, edit.scale * scaleStep ** step));
		const scale = Math.round(wanted * 1000) / 1000;
		const grown = {
			...edit,
			scale,
			dx: Math.round(edit.dx - ((scale - edit.scale) * source.width) / 2),
			dy: Math.round(edit.dy - ((scale - edit.scale) * source.height) / 2),
		};
		this.port.draft({ id: copy.id, edit: grown });
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.finishResize(), pauseMs);
	}

	private finishResize(): void {
		if (this.timer === undefined) return;
		clearTimeout(this.timer);
		this.timer = undefined;
		const { editDraft } = this.port.state;
		const copy = movableCopy(this.port.state);
		if (copy && editDraft?.id === copy.id) this.port.change(copy.id, copy.edit);
	}
}
