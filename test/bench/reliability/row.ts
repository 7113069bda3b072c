/** `short` is for `npm test`: what takes seconds, without limits of time. */
export type Length = 'short' | 'usual' | 'full';

/** What a row is given. */
export interface RowContext {
	/** The repository's root, built. */
	readonly root: string;
	/** An empty folder of the row's own. */
	readonly folder: string;
	readonly seed: number;
	readonly length: Length;
}

/** What came of a row. */
export interface RowResult {
	tries: number;
	/** Work that was there, or was said to be saved, and is not. */
	lost: number;
	/** Processes that ended although nobody ended them, and errors that are no sentence. */
	crashed: number;
	/** Tries that took longer than the row's limit. */
	hung: number;
	/** The longest try, in milliseconds. */
	slowest: number;
	/** The most memory that a process of the product had, in MiB; absent where the system does not say. */
	peakMemory?: number;
	/** Figures of this row alone. */
	readonly notes: string[];
	/** Each promise that was broken, with what repeats it. */
	readonly broken: string[];
	/** Each try that took longer than the limit. */
	readonly late: string[];
	/** Why the row, or a part of it, was not run. */
	readonly notRun: string[];
}

/** One hard trial of the product. */
export interface Row {
	readonly name: string;
	/** What is promised, as a sentence. */
	readonly promise: string;
	/** A try that takes longer has hung, in seconds. */
	readonly limit: number;
	/** Time is counted by the processor, so that other programs do not matter: for rows that only compute. */
	readonly isProcessorTime?: true;
	/** More memory than this breaks the promise, in MiB. */
	readonly memoryLimit?: number;
	run(result: RowResult, context: RowContext): Promise<void>;
}

export function emptyResult(): RowResult {
	return { tries: 0, lost: 0, crashed: 0, hung: 0, slowest: 0, notes: [], broken: [], late: [], notRun: [] };
}

/** Counts a try by the time that it took, in milliseconds. */
export function countTry(result: RowResult, row: Pick<Row, 'limit'>, what: string, ms: number): void {
	result.tries++;
	result.slowest = Math.max(result.slowest, ms);
	if (ms <= row.limit * 1000) return;
	result.hung++;
	result.late.push(`${what}: took ${Math.round(ms)} ms`);
}

/** Remembers the most memory of all processes, in MiB. */
export function countMemory(result: RowResult, mebibytes: number | undefined): void {
	if (mebibytes === undefined) return;
	result.peakMemory = Math.max(result.peakMemory ?? 0, mebibytes);
}

/** What the libraries say to each other, and no user should read. */
const raw =
	/Pending response|connection (got|is) (disposed|closed)|\[object |\bundefined\b|\n\s+at |Maximum call/;

/** Whether a message is one that a user can read: words, on one line, with nothing of the program's inside. */
export function isSentence(message: string): boolean {
	const line = message.trim();
	return !line.includes('\n') && !raw.test(line) && line.split(/\s+/).length >= 3;
}
