import { z } from 'zod';
import { imageEditShape } from '../../shared/imageEdits/imageEdit';
import type { Tile } from '../../shared/imageTiles';
import {
	buttonCommands,
	type PageContext,
	type SeenPart,
	type ViewAct,
} from '../../shared/protocol/editorProtocol';
import { displaySchema } from './displayMemory';
import { toolsSchema } from './toolMemory';

/** Image pixels; a prompt may lie beside the image, but not where arithmetic ends. */
const coordinate = z.number().min(-1e6).max(1e6);

const prompt = z.discriminatedUnion('type', [
	z.object({ type: z.literal('point'), x: coordinate, y: coordinate, positive: z.boolean() }),
	z.object({ type: z.literal('box'), x0: coordinate, y0: coordinate, x1: coordinate, y1: coordinate }),
]);

/** x, y, x, y, … */
const line = (points: number) =>
	z
		.array(coordinate)
		.min(2)
		.max(2 * points)
		.refine((numbers) => numbers.length % 2 === 0);

const shape = z.discriminatedUnion('kind', [
	z
		.object({ kind: z.literal('stroke'), line: line(20_000), radius: z.number().positive().max(1000) })
		// What a stroke costs grows with both.
		.refine((stroke) => stroke.line.length * stroke.radius <= 2e7),
	z.object({ kind: z.literal('polygon'), ring: line(50_000) }),
	z.object({
		kind: z.literal('region'),
		segmentation: z.object({
			size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
			counts: z.string().max(50_000_000),
		}),
	}),
]);

const preview = z.object({ prompts: z.array(prompt).min(1).max(1000) });

/** Whole pixels; whether the image has them is seen where it is cut. */
const region = z.object({
	x: z.number().int().min(0).max(1e6),
	y: z.number().int().min(0).max(1e6),
	width: z.number().int().min(1).max(1e6),
	height: z.number().int().min(1).max(1e6),
});

const image = z.object({ asTiles: z.boolean() });

const tile = z.object({
	size: z.number().int().min(0).max(30),
	column: z.number().int().min(0).max(1e5),
	row: z.number().int().min(0).max(1e5),
}) satisfies z.ZodType<Tile>;

const background = z.object({ file: z.string().min(1).max(10_000) });

const ofEdit = { id: z.number().int() };

const imageEditChange = z.discriminatedUnion('kind', [
	z.object({ ...ofEdit, kind: z.literal('parameters'), edit: imageEditShape }),
	z.object({ ...ofEdit, kind: z.literal('switch'), isOn: z.boolean() }),
	z.object({ ...ofEdit, kind: z.literal('move'), by: z.union([z.literal(1), z.literal(-1)]) }),
	z.object({ ...ofEdit, kind: z.literal('remove') }),
]);

const seenPart = z.object({
	scale: z.number().positive().max(1e3),
	left: z.number().min(-1e9).max(1e9),
	top: z.number().min(-1e9).max(1e9),
	width: z.number().int().positive(),
	height: z.number().int().positive(),
}) satisfies z.ZodType<SeenPart>;

const act = z.discriminatedUnion('type', [
	z.object({ type: z.literal('prompt'), prompt, anew: z.boolean() }),
	z.object({ type: z.literal('draw'), shape, mode: z.enum(['add', 'subtract']), anew: z.boolean() }),
	z.object({ type: z.literal('cut'), line: line(20_000) }),
	z.object({ type: z.literal('refine'), id: z.number().int() }),
	z.object({ type: z.literal('addImageEdit'), edit: imageEditShape }),
	z.object({ type: z.literal('changeImageEdit'), change: imageEditChange }),
	z.object({ type: z.literal('chooseBackground'), id: z.number().int() }),
	z.object({ type: z.literal('tools'), tools: toolsSchema }),
	z.object({ type: z.literal('lookCloser'), region: region.nullable() }),
	z.object({ type: z.literal('openDropped'), uris: z.array(z.string().max(10_000)).min(1).max(50) }),
	z.object({ type: z.literal('select'), id: z.number().int().nullable() }),
	z.object({ type: z.literal('selectSeveral'), ids: z.array(z.number().int()).max(1_000_000) }),
	z.object({ type: z.literal('showLevel'), level: z.number().int() }),
	z.object({ type: z.literal('stepLevel'), step: z.union([z.literal(1), z.literal(-1)]) }),
	z.object({ type: z.literal('showFound'), place: z.number().int().min(0) }),
	z.object({ type: z.literal('keep'), which: z.enum(['shown', 'all']) }),
	z.object({ type: z.literal('setMinLikeness'), value: z.number().min(0).max(1) }),
	z.object({ type: z.literal('toggleAlike'), index: z.number().int().min(0) }),
	z.object({ type: z.literal('clear') }),
	z.object({ type: z.literal('dismissProblem') }),
	z.object({ type: z.literal('display'), display: displaySchema }),
	z.object({ type: z.literal('viewed'), part: seenPart.nullable() }),
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
	readImage: (message: unknown) => image.parse(message),
	readTile: (message: unknown): Tile => tile.parse(message),
	readBackground: (message: unknown) => background.parse(message),
	preview: (message: unknown) => preview.parse(message),
	act: (message: unknown): ViewAct => act.parse(message),
	contextChanged: (message: unknown): PageContext => contextChanged.parse(message),
};
