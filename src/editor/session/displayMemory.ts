import type { Memento } from 'vscode';
import { z } from 'zod';
import { colourings, type Display, defaultDisplay, pictureFactors } from '../../shared/protocol/display';

const storageKey = 'strata.display';

const factor = z.number().min(pictureFactors.min).max(pictureFactors.max);

export const displaySchema = z.object({
	colouring: z.enum(colourings),
	maskOpacity: z.number().min(0).max(1).nullable(),
	outlinesOnly: z.boolean(),
	selectedOnly: z.boolean(),
	brightness: factor,
	contrast: factor,
}) satisfies z.ZodType<Display>;

/** How images were shown last, for the next one that is opened. */
export class DisplayMemory {
	constructor(private readonly storage: Memento) {}

	get last(): Display {
		// Another version may have written it.
		return displaySchema.safeParse(this.storage.get(storageKey)).data ?? defaultDisplay;
	}

	remember(display: Display): void {
		void this.storage.update(storageKey, display);
	}
}
