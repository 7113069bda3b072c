import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';

/** Where a text stops being JSON. */
export interface JsonFault {
	/** From 1. */
	readonly line: number;
	/** From 1, in UTF-16 units as editors count them. */
	readonly column: number;
	/** What is wrong, as a sentence with line and column. */
	readonly message: string;
}

const conflictMarker = /^(?:<<<<<<<|=======|>>>>>>>)/;

/** What is wrong, as the end of a sentence. */
const reasons: Readonly<Record<string, string>> = {
	PropertyNameExpected: 'a name in quotes is missing',
	ValueExpected: 'a value is missing',
	ColonExpected: 'a colon is missing',
	CommaExpected: 'a comma is missing',
	CloseBraceExpected: 'a closing brace is missing',
	CloseBracketExpected: 'a closing bracket is missing',
	EndOfFileExpected: 'the file should end here',
	InvalidCommentToken: 'JSON has no comments',
	UnexpectedEndOfComment: 'JSON has no comments',
	UnexpectedEndOfString: 'a text in quotes is not closed on its line',
	UnexpectedEndOfNumber: 'a number breaks off',
	InvalidUnicode: 'a text has an invalid \\u escape',
	InvalidEscapeCharacter: 'a text has an invalid escape',
	InvalidCharacter: 'a text has a control character',
};

/**
 * The first fault of a text that `JSON.parse` refuses, undefined where there is none. `JSON.parse` itself does not
 * say where: its messages differ between engines, and often have no position.
 */
export function jsonFault(text: string): JsonFault | undefined {
	let first: Found | undefined;
	const onError = (error: ParseErrorCode, offset: number) => {
		if (first === undefined || offset < first.offset) first = { error, offset };
	};
	try {
		// No tree is built: the text may have hundreds of megabytes.
		visit(text, { onError }, { disallowComments: true, allowTrailingComma: false });
	} catch {
		// The parser is recursive.
		return { line: 1, column: 1, message: 'It is not valid JSON: it is nested too deeply' };
	}
	return first && fault(text, first);
}

interface Found {
	readonly error: ParseErrorCode;
	readonly offset: number;
}

function fault(text: string, { offset, error }: Found): JsonFault {
	let line = 1;
	let start = 0;
	for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
		line++;
		start = end + 1;
	}
	const column = offset - start + 1;
	const reason = isConflict(text, offset)
		? 'this is a conflict marker of Git. Resolve the conflict'
		: (reasons[printParseErrorCode(error)] ??
			`${JSON.stringify(symbolAt(text, offset))} does not belong here`);
	return { line, column, message: `Line ${line}, column ${column} is not valid JSON: ${reason}` };
}

function isConflict(text: string, offset: number): boolean {
	const startsLine = offset === 0 || text[offset - 1] === '\n';
	return startsLine && conflictMarker.test(text.slice(offset, offset + 7));
}

/** The word or character at a place, short. */
function symbolAt(text: string, offset: number): string {
	return /^(?:\w{1,20}|.)/su.exec(text.slice(offset, offset + 20))?.[0] ?? '';
}
