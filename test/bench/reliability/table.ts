import type { Row, RowResult } from './row';

export interface Ran {
	readonly row: Row;
	readonly result: RowResult;
	readonly seconds: number;
}

const head = ['row', 'tries', 'lost', 'crashed', 'hung', 'slowest', 'limit', 'peak memory', 'took', 'result'];

/** Whether the row's promise was kept; one that was not run at all is neither. */
export function verdictOf({ tries, broken, late, notRun }: RowResult): 'kept' | 'BROKEN' | 'not run' {
	if (broken.length + late.length > 0) return 'BROKEN';
	return tries === 0 && notRun.length > 0 ? 'not run' : 'kept';
}

function cells({ row, result, seconds }: Ran): readonly string[] {
	const { tries, lost, crashed, hung, slowest, peakMemory } = result;
	return [
		row.name,
		`${tries}`,
		`${lost}`,
		`${crashed}`,
		`${hung}`,
		slowest < 10_000 ? `${Math.round(slowest)} ms` : `${Math.round(slowest / 1000)} s`,
		`${row.limit} s${row.isProcessorTime ? ' of processor' : ''}`,
		peakMemory === undefined ? '–' : `${Math.round(peakMemory)} MB`,
		`${Math.round(seconds)} s`,
		verdictOf(result),
	];
}

/** The results for people, aligned, with what each row found below the table. */
export function reliabilityTable(ran: readonly Ran[], isMarkdown: boolean): string {
	const rows = [head, ...ran.map(cells)];
	const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	const padded = rows.map((row) =>
		row.map((cell, i) =>
			i === 0 || i === row.length - 1 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
		),
	);
	const lines = isMarkdown
		? padded.map((row) => `| ${row.join(' | ')} |`).toSpliced(1, 0, `|${widths.map(() => '---').join('|')}|`)
		: padded.map((row) => row.join('  ').trimEnd());
	return [...lines, '', ...ran.map(detailsOf)].join('\n');
}

function detailsOf({ row, result }: Ran): string {
	const list = (title: string, lines: readonly string[], most: number) =>
		lines.length === 0
			? []
			: [
					...lines.slice(0, most).map((line) => `  ${title}${line}`),
					...(lines.length > most ? [`  … and ${lines.length - most} more`] : []),
				];
	return [
		`${row.name}: ${row.promise}.`,
		...list('', result.notes, 40),
		...list('not run: ', result.notRun, 10),
		...list('BROKEN: ', [...result.broken, ...result.late], 10),
	].join('\n');
}
