/** Where a text stops being JSON. */
export interface JsonFault {
	/** From 1. */
	readonly line: number;
	/** From 1, in UTF-16 units as editors count them. */
	readonly column: number;
	/** What is wrong, as a sentence with line and column. */
	readonly message: string;
}

const blank = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const escaped = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
const conflictMarker = /(?:<<<<<<<|=======|>>>>>>>)/y;

/** What may come next, as the sentence names it. */
const value = 'a value';
const valueOrEnd = 'a value or "]"';
const key = 'a name in quotes';
const keyOrEnd = 'a name in quotes or "}"';
const colon = '":"';
const commaOrBracket = '"," or "]"';
const commaOrBrace = '"," or "}"';
const end = 'the end of the file';

/**
 * The first fault of a text that `JSON.parse` refuses, undefined where there is none. `JSON.parse` itself does not
 * say where: its messages differ between engines, and often have no position.
 */
export function jsonFault(text: string): JsonFault | undefined {
	const open: ('{' | '[')[] = [];
	let expected: string = value;
	for (let at = skip(blank, text, 0); ; at = skip(blank, text, at)) {
		const character = text[at];
		if (character === undefined) {
			return expected === end ? undefined : fault(text, at, expected);
		}
		const next = accepts(expected, character);
		if (next === 'scalar') {
			const after = character === '"' ? endOfString(text, at + 1) : skip(scalar, text, at);
			if (typeof after !== 'number') {
				return fault(text, after.at, after.expected);
			}
			if (after === at) {
				return fault(text, at, expected);
			}
			at = after;
			expected = expected === key || expected === keyOrEnd ? colon : afterValue(open);
			continue;
		}
		if (next === undefined) {
			return fault(text, at, expected);
		}
		if (next === 'open') {
			open.push(character === '{' ? '{' : '[');
			expected = character === '{' ? keyOrEnd : valueOrEnd;
		} else if (next === 'close') {
			open.pop();
			expected = afterValue(open);
		} else {
			expected = character === ',' && open.at(-1) === '{' ? key : value;
		}
		at++;
	}
}

/** What a character is where `expected` stands; undefined where it cannot stand there. */
function accepts(expected: string, character: string): 'open' | 'close' | 'separator' | 'scalar' | undefined {
	switch (expected) {
		case valueOrEnd:
			return character === ']' ? 'close' : accepts(value, character);
		case value:
			return character === '{' || character === '[' ? 'open' : 'scalar';
		case keyOrEnd:
			return character === '}' ? 'close' : accepts(key, character);
		case key:
			return character === '"' ? 'scalar' : undefined;
		case colon:
			return character === ':' ? 'separator' : undefined;
		case commaOrBracket:
			return character === ']' ? 'close' : character === ',' ? 'separator' : undefined;
		case commaOrBrace:
			return character === '}' ? 'close' : character === ',' ? 'separator' : undefined;
		default:
			return undefined;
	}
}

function afterValue(open: readonly ('{' | '[')[]): string {
	const inside = open.at(-1);
	return inside === undefined ? end : inside === '{' ? commaOrBrace : commaOrBracket;
}

/** A loop, not a pattern: masks are texts of megabytes, too long for a pattern's stack. */
function endOfString(text: string, start: number): number | { at: number; expected: string } {
	for (let at = start; ; at++) {
		const character = text[at];
		if (character === '"') {
			return at + 1;
		}
		if (character === undefined || character < ' ') {
			return { at, expected: 'the closing quote of a text' };
		}
		if (character === '\\') {
			const after = skip(escaped, text, at + 1);
			if (after === at + 1) {
				return { at: after, expected: 'an escape such as \\n or \\u0041' };
			}
			at = after - 1;
		}
	}
}

function skip(pattern: RegExp, text: string, at: number): number {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : at;
}

function fault(text: string, at: number, expected: string): JsonFault {
	const before = text.slice(0, at).split('\n');
	const line = before.length;
	const column = before.at(-1)!.length + 1;
	const message = `Expected ${expected} for line ${line}, column ${column} but received ${received(text, at)}`;
	return { line, column, message };
}

function received(text: string, at: number): string {
	const code = text.codePointAt(at);
	if (code === undefined) {
		return 'the end of the file';
	}
	const isConflict = skip(conflictMarker, text, at) > at && (at === 0 || text[at - 1] === '\n');
	return isConflict ? 'a conflict marker of Git' : JSON.stringify(String.fromCodePoint(code));
}
