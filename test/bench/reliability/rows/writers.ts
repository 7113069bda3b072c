import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { sidecarPath } from '../../../../src/cli/sidecarFile';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { runHelper, runProgram } from '../helper';
import { countMemory, countTry, type Row, type RowContext, type RowResult } from '../row';

/** Several processes write one sidecar. */
export const writers: Row = {
	name: 'writers',
	promise: 'Several programs that add to one sidecar at once lose nothing of each other',
	// A writer waits for the others; one that waits longer than this for its turn is stuck.
	limit: 30,
	async run(result, context) {
		for (const processes of [2, 4]) await addAtOnce(result, context, processes, 200);
		await addAtOnce(result, context, 4, 200, editorMasks);
		await segmentAtOnce(result, context, context.length === 'full' ? 50 : 8);
	},
};

/** How many masks the user of an open editor keeps and saves while others write. */
const editorMasks = 20;

/**
 * Each of several processes adds `each` masks, one write each, through what the command line writes with; beside them
 * an open editor's document saves `edited` masks.
 */
async function addAtOnce(
	result: RowResult,
	{ folder }: RowContext,
	processes: number,
	each: number,
	edited = 0,
): Promise<void> {
	const image = path.join(folder, `${processes}${edited > 0 ? ' and an editor' : ''}.jpg`);
	const writing = Array.from({ length: processes }, (_, i) => ({
		helper: 'add',
		name: `writer ${i + 1}`,
		count: each,
	}));
	if (edited > 0) writing.push({ helper: 'edit', name: 'the editor', count: edited });
	const endings = await Promise.all(
		writing.map(({ helper, name, count }) =>
			runHelper(helper, [image, name, `${count}`], { timeout: 300_000 }),
		),
	);
	let slowest = 0;
	let refused = 0;
	const { annotations, categories } = parseSidecar(await readFile(sidecarPath(image), 'utf8')).set;
	for (const [i, { name, count }] of writing.entries()) {
		const { code, stdout, stderr, peakMemory } = endings[i]!;
		countMemory(result, peakMemory);
		if (code === 0) {
			const said = JSON.parse(stdout) as { readonly slowest: number; readonly refused?: number };
			refused += said.refused ?? 0;
			slowest = Math.max(slowest, said.slowest);
			countTry(result, writers, name, said.slowest);
		} else {
			result.crashed++;
			result.broken.push(`${name} of ${processes} ended with ${code}: ${stderr.slice(0, 300)}`);
		}
		const id = categories.find((category) => category.name === name)?.id;
		const found = annotations.filter(({ categoryId }) => categoryId === id).length;
		result.lost += count - found;
		if (found !== count)
			result.broken.push(`${name} of ${processes} added ${count} masks, of which ${found} are there`);
	}
	const beside =
		edited > 0 ? ` beside an editor's ${edited} masks (${refused} saves were not made over the others’)` : '';
	result.notes.push(
		`${processes} processes × ${each} writes${beside}: ${annotations.length} masks are there; the slowest write took ${Math.round(slowest)} ms`,
	);
}

/** `strata segment` twice at once on one image, as often as asked. */
async function segmentAtOnce(result: RowResult, { root, folder }: RowContext, pairs: number): Promise<void> {
	const cli = path.join(root, 'dist/cli.cjs');
	const work = path.join(folder, 'pairs');
	await mkdir(work);
	const image = path.join(work, 'a.jpg');
	await copyFile(path.join(root, 'media/samples/still-life.jpg'), image);
	const segment = (x: number) => {
		const args = [
			'segment',
			image,
			'--point',
			`${x},500`,
			'--device',
			'cpu',
			'--cache',
			path.join(folder, 'cache'),
		];
		return runProgram(process.execPath, [cli, ...args]);
	};
	// The image's features, so that both come to their write at about the same time.
	await segment(700);
	let there = 0;
	for (let pair = 0; pair < pairs; pair++) {
		await rm(sidecarPath(image), { force: true });
		const endings = await Promise.all([segment(300), segment(700)]);
		for (const { code, stderr, ms, peakMemory } of endings) {
			countTry(result, writers, `pair ${pair}`, ms);
			countMemory(result, peakMemory);
			if (code === 0) continue;
			result.crashed++;
			result.broken.push(`pair ${pair}: strata segment ended with ${code}: ${stderr.slice(0, 300)}`);
		}
		const found = parseSidecar(await readFile(sidecarPath(image), 'utf8')).set.annotations.length;
		there += found;
		const missing = endings.filter(({ code }) => code === 0).length - found;
		result.lost += Math.max(0, missing);
		if (missing > 0) result.broken.push(`pair ${pair}: ${missing} masks are missing`);
	}
	const left = (await readdir(work)).filter((name) => /[.](tmp|lock)$/.test(name));
	if (left.length > 0) result.broken.push(`left behind: ${left.join(', ')}`);
	result.notes.push(`strata segment, ${pairs} pairs: ${there} masks are there`);
}
