import type { ImagePoint, StrataEditor } from './editor';
import { until } from './until';

/** What the view shows, as a user reads it. */
export interface Shown {
	/** The levels of the strip, finest first. */
	readonly levels: readonly number[];
	/** The level that is painted; absent where no strip is shown. */
	readonly level?: number;
	/** The category of the selected annotation. */
	readonly selected?: string;
	readonly banner?: string;
	readonly failed?: string;
	readonly hint: string;
	/** How the model answered prompts that it was not made for. */
	readonly note?: string;
	readonly busy: boolean;
}

export async function shown({ frame }: StrataEditor): Promise<Shown> {
	return frame.evaluate(() => {
		const text = (selector: string) => document.querySelector(selector)?.textContent?.trim();
		const levels = [...document.querySelectorAll<HTMLElement>('.level')];
		const painted = levels.find((level) => level.classList.contains('shown'))?.dataset.level;
		const selected = text('.selection b');
		const banner = text('.banner span');
		const failed = text('.failed');
		const note = text('.note');
		return {
			levels: levels.map((level) => Number(level.dataset.level)),
			...(painted !== undefined && { level: Number(painted) }),
			...(selected !== undefined && { selected }),
			...(banner !== undefined && { banner }),
			...(failed !== undefined && { failed }),
			...(note !== undefined && { note }),
			hint: text('.hint') ?? '',
			busy: document.querySelector('vscode-progress-bar') !== null,
		};
	});
}

/** Waits until what is shown is as asked, and gives it. */
export async function untilShown(
	editor: StrataEditor,
	what: string,
	is: (view: Shown) => boolean,
): Promise<Shown> {
	let view: Shown | undefined;
	try {
		return await until(what, async () => {
			view = await shown(editor);
			return is(view) && view;
		});
	} catch (error) {
		throw new Error(`The view shows ${JSON.stringify(view)} instead of ${what}.`, { cause: error });
	}
}

/** Waits until a ladder is open and complete. */
export async function untilLadder(editor: StrataEditor): Promise<Shown> {
	return untilShown(
		editor,
		'a complete ladder',
		({ levels, busy, selected, hint }) =>
			levels.length > 0 && !busy && selected === undefined && hint.includes('Enter: keep'),
	);
}

export async function untilSelected(editor: StrataEditor, name: string): Promise<Shown> {
	return untilShown(editor, `${name} to be selected`, ({ selected }) => selected === name);
}

const isEmpty = ({ levels, selected, busy }: Shown) => levels.length === 0 && !selected && !busy;

/** Waits until no ladder is open and nothing is selected. */
export async function untilEmpty(editor: StrataEditor): Promise<Shown> {
	return untilShown(editor, 'an empty strip', isEmpty);
}

/**
 * Leaves no ladder open and nothing selected. The key is pressed only where there is something to clear: else nobody can
 * wait for what it does, and VS Code, which takes its time over the first key of a command, may do it after the next click.
 */
export async function clear(editor: StrataEditor): Promise<void> {
	if (!isEmpty(await shown(editor))) await editor.press('Escape');
	await untilEmpty(editor);
}

/** The painted pixels of the overlay's canvas: a number that changes with what is drawn. */
export async function paintedPixels({ frame }: StrataEditor): Promise<number> {
	return frame.evaluate(() => {
		const canvas = document.querySelector<HTMLCanvasElement>('#overlay')!;
		const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
		let painted = 0;
		for (let i = 3; i < data.length; i += 4) if (data[i]! > 0) painted++;
		return painted;
	});
}

/** What is painted on a canvas over the image at a point of it: red, green, blue, alpha. */
export async function pixelAt(
	{ frame }: StrataEditor,
	canvas: '#overlay' | '#tiles',
	point: ImagePoint,
): Promise<readonly number[]> {
	return frame.evaluate(
		([selector, { x, y }]) => {
			const element = document.querySelector<HTMLCanvasElement>(selector)!;
			const { left, top } = element.getBoundingClientRect();
			const { scale, originX, originY } = document.body.dataset;
			const at = (origin: string, start: number, value: number) =>
				(Number(origin) - start + value * Number(scale)) * window.devicePixelRatio;
			const context = element.getContext('2d')!;
			return [...context.getImageData(at(originX!, left, x), at(originY!, top, y), 1, 1).data];
		},
		[canvas, point] as const,
	);
}
