import type { Frame, Page } from 'playwright-core';
import { until } from './until';

/** A point in image pixels, (0, 0) the upper left corner of the image. */
export interface ImagePoint {
	readonly x: number;
	readonly y: number;
}

export interface ClickOptions {
	readonly button?: 'left' | 'middle' | 'right';
	readonly modifiers?: readonly ('Shift' | 'Control' | 'Alt')[];
	readonly clickCount?: number;
}

/** One Strata editor on screen: its webview's frame, and real mouse and key presses into it. */
export class StrataEditor {
	private constructor(
		private readonly page: Page,
		readonly frame: Frame,
	) {}

	/** The editors on screen whose page has our canvas, from left to right. */
	static async visible(page: Page): Promise<StrataEditor[]> {
		const found: { editor: StrataEditor; left: number }[] = [];
		for (const frame of page.frames()) {
			if (!isInnermost(frame)) continue;
			const editor = new StrataEditor(page, frame);
			const box = await editor.#box();
			if (box && (await editor.#hasCanvas())) found.push({ editor, left: box.x });
		}
		return found.sort((one, other) => one.left - other.left).map(({ editor }) => editor);
	}

	/** Where the frame lies in the window; undefined while it is hidden or being replaced. */
	async #box() {
		try {
			const outer = await this.frame.parentFrame()!.frameElement();
			if (!(await outer.isVisible())) return undefined;
			return (await outer.boundingBox()) ?? undefined;
		} catch {
			// VS Code throws a webview's frame away when its editor is hidden.
			return undefined;
		}
	}

	async #hasCanvas(): Promise<boolean> {
		return this.frame.evaluate(() => document.getElementById('overlay') !== null).catch(() => false);
	}

	/** What the webview tells about itself in the attributes `data-…` of its body. */
	async state(): Promise<Record<string, string>> {
		return this.frame.evaluate(() => ({ ...document.body.dataset }) as Record<string, string>);
	}

	/** Waits until the attribute `data-<name>` of the body is `value`. */
	async untilState(name: string, value: string, milliseconds = 60_000): Promise<void> {
		const what = `data-${name} to be ${value}`;
		await until(what, async () => (await this.state())[name] === value || undefined, milliseconds);
	}

	/** Waits until the image is drawn and prompts are taken. */
	async untilReady(milliseconds = 120_000): Promise<this> {
		await this.untilState('ready', 'true', milliseconds);
		return this;
	}

	/** Where a point of the image lies in the window, in CSS pixels: taken from the picture as it is on screen. */
	async windowPoint(point: ImagePoint): Promise<{ x: number; y: number }> {
		const box = await until('the editor to be on screen', () => this.#box());
		const picture = await until('the picture to be on screen', () =>
			this.frame.evaluate(() => {
				const element = document.querySelector<HTMLImageElement>('#picture');
				const { left = 0, top = 0, width = 0 } = element?.getBoundingClientRect() ?? {};
				// Laid out in pixels of the image, of which a large one's picture has fewer.
				return width > 0 && element?.naturalWidth
					? { left, top, scale: width / element.offsetWidth }
					: undefined;
			}),
		);
		return {
			x: box.x + picture.left + point.x * picture.scale,
			y: box.y + picture.top + point.y * picture.scale,
		};
	}

	/** Clicks at a point of the image, which must be in view. */
	async clickImage(point: ImagePoint, options: ClickOptions = {}): Promise<void> {
		const { modifiers = [], button = 'left', clickCount = 1 } = options;
		const { x, y } = await this.windowPoint(point);
		await this.#holding(modifiers, () => this.page.mouse.click(x, y, { button, clickCount }));
	}

	/** Moves the pointer over a point of the image. */
	async hoverImage(point: ImagePoint): Promise<void> {
		const { x, y } = await this.windowPoint(point);
		await this.page.mouse.move(x, y);
	}

	/** Drags from one point of the image to another. */
	async dragImage(from: ImagePoint, to: ImagePoint, options: ClickOptions = {}): Promise<void> {
		const [start, end] = [await this.windowPoint(from), await this.windowPoint(to)];
		const { modifiers = [], button = 'left' } = options;
		await this.#holding(modifiers, async () => {
			await this.page.mouse.move(start.x, start.y);
			await this.page.mouse.down({ button });
			await this.page.mouse.move(end.x, end.y, { steps: 8 });
			await this.page.mouse.up({ button });
		});
	}

	/** Turns the wheel over a point of the image. */
	async wheelImage(
		point: ImagePoint,
		deltaY: number,
		modifiers: ClickOptions['modifiers'] = [],
	): Promise<void> {
		await this.hoverImage(point);
		await this.#holding(modifiers, () => this.page.mouse.wheel(0, deltaY));
	}

	/** Presses a key with the focus in this editor. */
	async press(key: string): Promise<void> {
		await this.focus();
		await this.page.keyboard.press(key);
	}

	/** Gives this editor the focus, without a click, and waits until VS Code's keys act on it. */
	async focus(): Promise<void> {
		await until('the editor to have the focus', () =>
			this.frame.evaluate(() => {
				if (!document.hasFocus()) window.focus();
				return document.hasFocus() && document.body.dataset.keys === 'follow';
			}),
		);
	}

	async #holding(modifiers: readonly string[], action: () => Promise<void>): Promise<void> {
		for (const key of modifiers) await this.page.keyboard.down(key);
		try {
			await action();
		} finally {
			for (const key of modifiers) await this.page.keyboard.up(key);
		}
	}
}

/** VS Code puts the extension's page into a frame within the frame that the window holds. */
function isInnermost(frame: Frame): boolean {
	return frame.url().includes('/webview/browser/pre/fake.html') && frame.parentFrame() !== null;
}
