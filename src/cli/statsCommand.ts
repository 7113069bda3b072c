import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { type DatasetStats, datasetStats } from '../dataset/datasetStats';
import { statsPage } from '../formats/html/statsPage';
import { picturesWithoutSidecar } from '../formats/strata/readSidecars';
import {
	failPlainly,
	openDataset,
	printReport,
	type SourceOptions,
	withSourceOptions,
} from './datasetOptions';
import { lines } from './output';

interface StatsOptions extends SourceOptions {
	readonly html?: string;
}

/** `strata stats SOURCE`: what is in a dataset. */
export function statsCommand(): Command {
	const command = new Command('stats')
		.description('count what is in a dataset, by category and level')
		.argument('<source>', 'file or folder of annotations')
		.option('--html <file>', 'write a page with pictures and plots');
	return withSourceOptions(command).action(stats);
}

async function stats(source: string, options: StatsOptions): Promise<void> {
	const { dataset, format } = await openDataset(source, options);
	const found = await failPlainly(async () => {
		const unannotated =
			format.description.id === 'strata' ? await picturesWithoutSidecar(resolve(source)) : 0;
		return datasetStats(dataset, unannotated);
	});
	if (options.html !== undefined) {
		await writeFile(options.html, await failPlainly(() => statsPage(dataset, found, resolve(source))));
	}
	printReport(found, text(found).trimEnd(), options);
}

function text({ images, annotations, imagesWithoutMasks, splits, levels, categories }: DatasetStats): string {
	const counts = (record: Readonly<Record<string, number>>) =>
		Object.entries(record)
			.map(([name, count]) => `${name} ${count}`)
			.join(', ');
	const rows = categories.map(({ name, kind, annotations: count, images: inImages, area }) => [
		...[name, kind, String(count), String(inImages)],
		...[area.min, area.median, area.mean, area.max].map(String),
	]);
	const header = ['category', 'kind', 'masks', 'images', 'min px', 'median px', 'mean px', 'max px'];
	const widths = header.map((_, i) => Math.max(...[header, ...rows].map((row) => row[i]!.length)));
	const table = [header, ...rows].map((row) =>
		row
			.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
			.join('  ')
			.trimEnd(),
	);
	return lines([
		`${images} images, ${imagesWithoutMasks} of them without masks; ${annotations} annotations`,
		...(Object.keys(splits).length > 0 ? [`splits: ${counts(splits)}`] : []),
		...(annotations > 0 ? [`levels: ${counts(levels)}`] : []),
		'',
		...table,
	]);
}
