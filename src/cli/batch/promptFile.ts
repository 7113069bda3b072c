import Papa from 'papaparse';
import { z } from 'zod';
import type { CategoryKind } from '../../shared/annotations/annotation';
import { jsonFault } from '../../shared/jsonFault';
import type { Prompt } from '../../shared/prompt';
import { CliError, exitCodes } from '../exitCodes';

/** A thing that a prompt file asks for: one mask of one image. */
export interface PromptedThing {
	/** As the file names it. */
	readonly image: string;
	readonly prompts: readonly Prompt[];
	readonly category?: string;
	readonly kind?: CategoryKind;
	readonly level?: number;
}

const number = z.number();
const text = z.string().trim().min(1).max(1000);

const prompt = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('point'), x: number, y: number, positive: z.boolean().default(true) }),
	z
		.strictObject({ type: z.literal('box'), x0: number, y0: number, x1: number, y1: number })
		.refine(({ x0, y0, x1, y1 }) => x0 !== x1 && y0 !== y1, {
			error: 'a box must be wider and higher than 0 px',
		}),
]);

const thing = z.strictObject({
	image: text,
	prompts: z
		.array(prompt)
		.refine((all) => all.some((one) => one.type === 'box' || one.positive), {
			error: 'a thing needs a positive point or a box',
		})
		.refine((all) => all.filter(({ type }) => type === 'box').length <= 1, {
			error: 'a thing has one box at most',
		}),
	category: text.max(200).optional(),
	kind: z.enum(['object', 'part']).optional(),
	level: z.int().min(1).max(6).optional(),
});

const required = ['image'] as const;
const coordinates = ['x', 'y', 'positive', 'x0', 'y0', 'x1', 'y1'] as const;
const optional = ['thing', 'category', 'kind', 'level'] as const;
const columns: readonly string[] = [...required, ...coordinates, ...optional];

type Row = Readonly<Partial<Record<string, string>>>;

/**
 * Reads a prompt file: a CSV table with a row per point or box, or a JSON list of things.
 *
 * @param name of the file, for messages; one that ends with .json is JSON
 * @throws CliError with a sentence that says where the fault is
 */
export function parsePromptFile(content: string, name: string): PromptedThing[] {
	const things = /\.json$/i.test(name) ? thingsOfJson(content, name) : thingsOfCsv(content, name);
	if (things.length === 0) throw fault(name, 'it names no image');
	return things;
}

function thingsOfJson(content: string, name: string): PromptedThing[] {
	let json: unknown;
	try {
		json = JSON.parse(content);
	} catch (error) {
		throw fault(name, jsonFault(content)?.message ?? String(error));
	}
	if (!Array.isArray(json)) throw fault(name, 'expected a list of things, each with “image” and “prompts”');
	return json.map((one, at) => checked(one, name, `entry ${at + 1}`));
}

function thingsOfCsv(content: string, name: string): PromptedThing[] {
	const { data, meta, errors } = Papa.parse<Row>(content, {
		header: true,
		skipEmptyLines: 'greedy',
		transformHeader: (header) => header.trim().toLowerCase(),
		transform: (value) => value.trim(),
	});
	const unknown = meta.fields?.find((field) => !columns.includes(field));
	if (unknown !== undefined || !meta.fields?.includes('image')) {
		const what = unknown === undefined ? 'there is no column “image”' : `there is a column “${unknown}”`;
		throw fault(name, `${what}. Expected a first line with some of the columns ${columns.join(', ')}`);
	}
	const broken = errors.find(({ type }) => type !== 'Delimiter');
	if (broken) throw fault(name, `row ${(broken.row ?? 0) + 1}: ${broken.message}`);
	const groups = new Map<string, { readonly place: string; readonly rows: Row[] }>();
	for (const [at, row] of data.entries()) {
		const place = `row ${at + 1}`;
		const key = row.thing ? JSON.stringify([row.image, row.thing]) : `${at}`;
		const group = groups.get(key);
		if (group) group.rows.push(row);
		else groups.set(key, { place, rows: [row] });
	}
	return [...groups.values()].map(({ place, rows }) => checked(thingOfRows(rows, name, place), name, place));
}

function thingOfRows(rows: readonly Row[], name: string, place: string): unknown {
	const said = (column: (typeof optional)[number]) => {
		const values = new Set(rows.map((row) => row[column]).filter((value) => value));
		if (values.size > 1) {
			throw fault(name, `${place}: its thing has several values for “${column}”: ${[...values].join(', ')}`);
		}
		return [...values][0];
	};
	const [category, kind, level] = [said('category'), said('kind'), said('level')];
	return {
		image: rows[0]?.image,
		prompts: rows.map((row) => promptOfRow(row, name, place)),
		...(category && { category }),
		...(kind && { kind }),
		...(level && { level: Number(level) }),
	};
}

function promptOfRow(row: Row, name: string, place: string): unknown {
	const given = coordinates.filter((column) => row[column]);
	const [x, y, x0, y0, x1, y1] = (['x', 'y', 'x0', 'y0', 'x1', 'y1'] as const).map((column) =>
		Number(row[column]),
	);
	const are = (...wanted: readonly string[]) =>
		wanted.length === given.length && given.every((column) => wanted.includes(column));
	if (are('x', 'y')) return { type: 'point', x, y, positive: true };
	if (are('x', 'y', 'positive'))
		return { type: 'point', x, y, positive: truthOf(row.positive!, name, place) };
	if (are('x0', 'y0', 'x1', 'y1')) return { type: 'box', x0, y0, x1, y1 };
	const received = given.length === 0 ? 'none' : given.join(', ');
	throw fault(name, `${place}: expected x and y, or x0, y0, x1 and y1, but received ${received}`);
}

function truthOf(value: string, name: string, place: string): boolean {
	if (/^(1|true|yes)$/i.test(value)) return true;
	if (/^(0|false|no)$/i.test(value)) return false;
	throw fault(name, `${place}: expected 1 or 0 for “positive” but received ${value}`);
}

function checked(json: unknown, name: string, place: string): PromptedThing {
	const { data, error } = thing.safeParse(json);
	if (data) {
		const { category, kind, level, image, prompts } = data;
		return { image, prompts, ...(category && { category }), ...(kind && { kind }), ...(level && { level }) };
	}
	const issue = error.issues[0]!;
	const at = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
	throw fault(name, `${place}: ${at}${issue.message}`);
}

const fault = (name: string, sentence: string) =>
	new CliError(exitCodes.dataset, `${name} cannot be used: ${sentence.replace(/[.]$/, '')}.`);
