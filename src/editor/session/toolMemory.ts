import type { Memento } from 'vscode';
import { z } from 'zod';
import { defaultTools, type ToolSettings, toolLimits, toolNames } from '../../shared/protocol/tools';

const storageKey = 'strata.tools';

const within = ({ min, max }: { readonly min: number; readonly max: number }) => z.number().min(min).max(max);

export const toolsSchema = z.object({
	tool: z.enum(toolNames),
	brushRadius: within(toolLimits.brushRadius),
	wandTolerance: within(toolLimits.wandTolerance),
}) satisfies z.ZodType<ToolSettings>;

/** The tool that was in hand last, for the next image that is opened. */
export class ToolMemory {
	constructor(private readonly storage: Memento) {}

	get last(): ToolSettings {
		// Another version may have written it.
		return toolsSchema.safeParse(this.storage.get(storageKey)).data ?? defaultTools;
	}

	remember(tools: ToolSettings): void {
		void this.storage.update(storageKey, tools);
	}
}
