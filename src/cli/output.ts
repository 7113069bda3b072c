import { exitCodes } from './exitCodes';

/** Sentences, one per line. */
export const lines = (sentences: readonly string[]): string =>
	sentences.map((sentence) => `${sentence}\n`).join('');

let isQuiet = false;

/** `--quiet`: neither progress nor what went well is printed; JSON and errors are. */
export function setQuiet(quiet: boolean): void {
	isQuiet = quiet;
}

/** Prints what was done. */
export function report(text: string): void {
	if (!isQuiet) process.stdout.write(text);
}

/** Prints what the user should know, apart from the output. */
export function note(sentence: string): void {
	if (!isQuiet) process.stderr.write(`${sentence}\n`);
}

/** Whether somebody watches the progress of a command. */
export const showsProgress = (): boolean => !isQuiet && process.stderr.isTTY;

/** Prints a value as JSON, whatever else is silenced. */
export function printJson(value: unknown): void {
	process.stdout.write(`${JSON.stringify(value, undefined, '\t')}\n`);
}

/** The same with each element of one of its lists on a line of its own: masks are long, and there are many. */
export function printJsonLines(
	head: Readonly<Record<string, unknown>>,
	name: string,
	elements: readonly unknown[],
): void {
	const entries = Object.entries(head)
		.filter(([, value]) => value !== undefined)
		.map(([key, value]) => `\t${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
	const list = elements.map((element) => `\t\t${JSON.stringify(element)}`).join(',\n');
	process.stdout.write(
		`{\n${entries.join('')}\t${JSON.stringify(name)}: [${list === '' ? '' : `\n${list}\n\t`}]\n}\n`,
	);
}

/**
 * Ends quietly what cannot be printed: a closed pipe (`| head`) is no fault, and the work goes on; a full disk is one,
 * said in a sentence.
 */
export function handleClosedOutput(): void {
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE' || process.exitCode === exitCodes.failed) return;
		process.exitCode = exitCodes.failed;
		process.stderr.write(`Standard output cannot be written: ${error.message}.\n`);
	});
	process.stderr.on('error', () => undefined);
}
