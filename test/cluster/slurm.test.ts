import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, temporaryFolder } from '../inference/support';
import { Slurm, slurmMissing } from './slurm';

const parts = 3;
const images = 12;
const missing = await slurmMissing();
const cli = path.join(root, 'dist', 'cli.cjs');

let slurm: Slurm | undefined;
beforeAll(async () => {
	if (missing === undefined) slurm = await Slurm.start();
});
afterAll(() => slurm?.stop());

/** A folder of photos, each a disc of another colour and place. */
async function photos(): Promise<string> {
	const folder = path.join(await temporaryFolder(), 'photos');
	await mkdir(folder, { recursive: true });
	for (let i = 0; i < images; i++) {
		const disc = `<circle cx="${20 + 5 * i}" cy="${50 - 2 * i}" r="14" fill="hsl(${30 * i},70%,40%)"/>`;
		const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="72"><rect width="96" height="72" fill="#ccc"/>${disc}</svg>`;
		await sharp(Buffer.from(svg))
			.removeAlpha()
			.png()
			.toFile(path.join(folder, `${i}.png`));
	}
	return folder;
}

async function filesOf(folder: string): Promise<Record<string, string>> {
	const names = (await readdir(folder)).sort();
	const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'latin1')));
	return Object.fromEntries(names.map((name, i) => [name, texts[i]!]));
}

/** Submits the array of docs/cli.md and waits for its end. @returns what each task printed */
async function submit(folder: string): Promise<readonly { finished: number; finishedBefore: number }[]> {
	const work = path.dirname(folder);
	const batch = ['batch', folder, '--everything', '--points', '2', '--device', 'cpu', '--json'];
	const command = [process.execPath, cli, ...batch].map((one) => `'${one}'`).join(' ');
	const script = [
		'#!/bin/bash',
		`#SBATCH --array=1-${parts}`,
		'#SBATCH --cpus-per-task=1',
		'#SBATCH --requeue',
		'#SBATCH --signal=B:TERM@120',
		`exec ${command} --shard "$SLURM_ARRAY_TASK_ID/${parts}"`,
	];
	await writeFile(path.join(work, 'job.sh'), `${script.join('\n')}\n`);
	const printed = path.join(work, 'printed-%a.json');
	const args = ['--wait', `--output=${printed}`, `--error=${path.join(work, 'error-%a')}`, 'job.sh'];
	await slurm!.command('sbatch', args, work);
	return Promise.all(
		Array.from({ length: parts }, async (_, i) =>
			JSON.parse(await readFile(printed.replace('%a', String(i + 1)), 'utf8')),
		),
	);
}

describe('a job array of Slurm', () => {
	it('segments each image once, as one process does, and adds nothing the second time', {
		timeout: 540_000,
	}, async (context) => {
		if (missing !== undefined) context.skip(missing);
		const folder = await photos();
		const alone = path.join(await temporaryFolder(), 'photos');
		await cp(folder, alone, { recursive: true });
		const sum = (reports: Awaited<ReturnType<typeof submit>>, key: 'finished' | 'finishedBefore') =>
			reports.reduce((total, report) => total + report[key], 0);

		const first = await submit(folder);
		expect(first.map(({ finished }) => finished > 0)).toEqual(Array.from({ length: parts }, () => true));
		expect(sum(first, 'finished')).toBe(images);
		const after = await filesOf(folder);
		expect(Object.keys(after)).toHaveLength(2 * images);

		const second = await submit(folder);
		expect([sum(second, 'finished'), sum(second, 'finishedBefore')]).toEqual([0, images]);
		expect(await filesOf(folder)).toEqual(after);

		const { execFile } = await import('node:child_process');
		const args = [cli, 'batch', alone, '--everything', '--points', '2', '--device', 'cpu'];
		await new Promise<void>((resolve, reject) => {
			execFile(process.execPath, args, (error) => (error ? reject(error) : resolve()));
		});
		expect(await filesOf(alone)).toEqual(after);
	});
});
