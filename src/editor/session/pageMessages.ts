import { z } from 'zod';
import { buttonCommands, type PageContext, type ViewAct } from '../../shared/protocol/editorProtocol';
import { displaySchema } from './displayMemory';

/** Image pixels; a prompt may lie beside the image, but not where arithmetic ends. */
const coordinate = z.number().min(-1e6).max(1e6);

const prompt = z.discriminatedUnion('type', [
	z.object({ type: z.literal('point'), x: coordinate, y: coordinate, positive: z.boolean() }),
	z.object({ type: z.literal('box'), x0: coordinate, y0: coordinate, x1: coordinate, y1: coordinate }),
]);

const preview = z.object({ prompts: z.array(prompt).min(1).max(1000) });

const act = z.discriminatedUnion('type', [
	z.object({ type: z.literal('prompt'), prompt, anew: z.boolean() }),
	z.object({ type: z.literal('select'), id: z.number().int().nullable() }),
	z.object({ type: z.literal('showLevel'), level: z.number().int() }),
	z.object({ type: z.literal('stepLevel'), step: z.union([z.literal(1), z.literal(-1)]) }),
	z.object({ type: z.literal('keep'), which: z.enum(['shown', 'all']) }),
	z.object({ type: z.literal('clear') }),
	z.object({ type: z.literal('dismissProblem') }),
	z.object({ type: z.literal('display'), display: displaySchema }),
	z.object({ type: z.literal('run'), command: z.enum(buttonCommands) }),
]) satisfies z.ZodType<ViewAct>;

const contextChanged = z.object({
	stageFocused: z.boolean(),
	dragging: z.boolean(),
	crosshairShown: z.boolean(),
}) satisfies z.ZodType<PageContext>;

/**
 * What the page may send, by method, checked at run time: it shows files of others, so that what comes from it is data
 * like what comes from a file. Each throws a ZodError for anything else.
 */
export const pageMessages = {
	preview: (message: unknown) => preview.parse(message),
	act: (message: unknown): ViewAct => act.parse(message),
	contextChanged: (message: unknown): PageContext => contextChanged.parse(message),
};
