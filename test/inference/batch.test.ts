import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseSidecar } from '../../src/formats/sidecar/parseSidecar';
import { summariseSidecar } from '../../src/formats/sidecar/sidecarSummary';
import { root, temporaryFolder } from './support';

interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

const sets = [...'abcdefghij'];
const pictures = 4;
const broken = 'c/broken.png';

/** Forty-one images of four pictures, one of them broken and one with masks of its own. */
let template: string;
/** Features of the four pictures: each is encoded once in all of these tests. */
let cache: string;
/** All files of the folder after a run that nothing disturbed. */
let undisturbed: ReadonlyMap<string, string>;

beforeAll(async () => {
	template = await mkdtemp(path.join(tmpdir(), 'strata-batch-'));
	cache = await mkdtemp(path.join(tmpdir(), 'strata-batch-cache-'));
	for (const set of sets) {
		await mkdir(path.join(template, set));
		for (let i = 0; i < pictures; i++) {
			await discs(i)
				.png()
				.toFile(path.join(template, set, `${i}.png`));
		}
	}
	await writeFile(
		path.join(template, broken),
		(await readFile(path.join(template, 'a/0.png'))).subarray(0, 99),
	);
	await strata(['segment', path.join(template, 'b/3.png'), '--point', '48,36', '--category', 'mine']);
	const folder = path.join(await mkdtemp(path.join(tmpdir(), 'strata-batch-run-')), 'photos');
	await cp(template, folder, { recursive: true });
	expect(await everything(folder)).toMatchObject({
		code: 3,
		stdout: expect.stringMatching(/^40 images segmented, \d+ masks added\.\n$/),
		stderr: expect.stringMatching(/c.broken\.png: .*\n1 of 41 images failed\.\n$/),
	});
	undisturbed = await filesOf(folder);
	return () =>
		Promise.all([template, cache, path.dirname(folder)].map((one) => rm(one, { recursive: true })));
});

/** Three discs on grey, others in each picture. */
function discs(seed: number) {
	const [width, height] = [96, 72];
	const body = [0, 1, 2].map((k) => {
		const [x, y] = [((seed * 37 + k * 31) % 80) + 8, ((seed * 23 + k * 41) % 56) + 8];
		return `<circle cx="${x}" cy="${y}" r="${8 + ((seed + k) % 4) * 3}" fill="hsl(${seed * 47 + k * 120},70%,40%)"/>`;
	});
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#ccc"/>${body.join('')}</svg>`;
	return sharp(Buffer.from(svg)).removeAlpha();
}

function begin(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
	const script = path.join(root, 'dist', 'cli.cjs');
	const child = spawn(process.execPath, [script, ...args, '--device', 'cpu', '--cache', cache], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const code = new Promise<number | null>((resolve) => child.on('close', resolve));
	const ended = Promise.all([code, text(child.stdout!), text(child.stderr!)]).then(
		([code, stdout, stderr]) => ({
			code,
			stdout,
			stderr,
		}),
	);
	return { child, ended };
}

const strata = (args: readonly string[]) => begin(args).ended;
const everythingArgs = (folder: string, ...more: string[]) => [
	...['batch', folder, '--everything', '--points', '2'],
	...more,
];
const everything = (folder: string, ...more: string[]) => strata(everythingArgs(folder, ...more));

/** A copy of the template to work on. */
async function photos(): Promise<string> {
	const folder = path.join(await temporaryFolder(), 'photos');
	await cp(template, folder, { recursive: true });
	return folder;
}

/** Every file below a folder, hidden ones too, with its bytes. */
async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
	const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.sort();
	const contents = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'latin1')));
	return new Map(names.map((name, i) => [name, contents[i]!]));
}

const sidecarsIn = async (folder: string) =>
	(await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.strata.json')).length;

async function untilSidecars(folder: string, count: number, child: ChildProcess): Promise<void> {
	while (child.exitCode === null && (await sidecarsIn(folder)) < count) await wait(5);
}

const readSidecar = async (folder: string, image: string) =>
	parseSidecar(await readFile(path.join(folder, `${image}.strata.json`), 'utf8'));

describe('strata batch --everything', () => {
	it('keeps what was annotated before, and says in each sidecar what was asked', async () => {
		const names = [...undisturbed.keys()];
		expect(names.filter((name) => name.endsWith('.strata.json'))).toHaveLength(40);
		expect(names.some((name) => path.basename(name).startsWith('.'))).toBe(false);
		const mine = parseSidecar(undisturbed.get('b/3.png.strata.json')!);
		expect(mine.set.annotations[0]).toMatchObject({ id: 1, prompts: [{ x: 48, y: 36 }] });
		expect(mine.set.categories.map(({ name }) => name)).toContain('mine');
		const records = new Set<string>();
		for (const [name, content] of undisturbed) {
			if (!name.endsWith('.strata.json')) continue;
			expect(summariseSidecar(content).count).toBeGreaterThan(0);
			records.add(JSON.stringify(JSON.parse(content).info.strata.batch));
		}
		expect([...records]).toEqual([expect.stringMatching(/^\["[0-9a-f]{16}"\]$/)]);
	});

	it('killed at any moment and run again, it ends with the same bytes, and leaves nothing else behind', async () => {
		const folder = await photos();
		for (const share of [0.1, 0.3, 0.5, 0.8]) {
			const { child, ended } = begin(everythingArgs(folder));
			await untilSidecars(folder, Math.round(40 * share), child);
			// Half-way through whatever it does then.
			await wait(Math.random() * 200);
			child.kill('SIGKILL');
			await ended;
			const finished = await sidecarsIn(folder);
			expect(finished).toBeGreaterThan(0);
			expect(finished).toBeLessThan(40);
		}
		expect((await everything(folder)).code).toBe(3);
		expect(await filesOf(folder)).toEqual(undisturbed);
		const again = await everything(folder, '--json');
		expect(again.code).toBe(3);
		expect(JSON.parse(again.stdout)).toMatchObject({
			images: 41,
			finishedBefore: 40,
			finished: 0,
			annotations: 0,
			failures: [{ image: path.join(folder, broken), exitCode: 3 }],
		});
		expect(await filesOf(folder)).toEqual(undisturbed);
	});

	it('shards at the same time lose nothing and do nothing twice', async () => {
		const folder = await photos();
		const ended = await Promise.all(
			[1, 2, 3].map((i) =>
				everything(folder, '--shard', `${i}/3`, '--json').then(({ stdout }) => JSON.parse(stdout)),
			),
		);
		const sum = (key: string) => ended.reduce((total, report) => total + report[key], 0);
		expect([sum('images'), sum('finished'), sum('finishedBefore')]).toEqual([41, 40, 0]);
		expect(await filesOf(folder)).toEqual(undisturbed);
	});

	it('two runs of the same at the same time do nothing twice either', async () => {
		const folder = await photos();
		for (const set of sets.slice(1)) await rm(path.join(folder, set), { recursive: true });
		const ended = await Promise.all([everything(folder, '--json'), everything(folder, '--json')]);
		expect(ended.map(({ code }) => code)).toEqual([0, 0]);
		const added = ended.reduce((sum, { stdout }) => sum + JSON.parse(stdout).annotations, 0);
		const files = await filesOf(folder);
		expect(files).toEqual(new Map([...undisturbed].filter(([name]) => name.startsWith('a'))));
		const counts = [...files]
			.filter(([name]) => name.endsWith('.json'))
			.map(([, one]) => summariseSidecar(one).count);
		expect(added).toBe(counts.reduce((sum, count) => sum + count, 0));
	});

	it.skipIf(process.platform === 'win32')(
		'Ctrl+C ends it after the present image, with nothing half done',
		async () => {
			const folder = await photos();
			const { child, ended } = begin(everythingArgs(folder));
			await untilSidecars(folder, 5, child);
			child.kill('SIGINT');
			const { code, stderr } = await ended;
			expect(code).toBe(1);
			expect(stderr).toContain('Stopping after the present image.');
			expect(stderr).toMatch(/Stopped\. The same command goes on from there\.\n$/);
			const finished = await sidecarsIn(folder);
			expect(finished).toBeLessThan(40);
			const before = await filesOf(template);
			for (const [name, content] of await filesOf(folder)) {
				if (content !== before.get(name)) expect(content).toBe(undisturbed.get(name));
			}
		},
	);

	it('another question is asked of images that are finished with the first', async () => {
		const folder = await photos();
		const one = path.join(folder, 'a', '0.png');
		const ask = async (...more: string[]) => JSON.parse((await everything(one, '--json', ...more)).stdout);
		expect(await ask()).toMatchObject({ finished: 1, finishedBefore: 0 });
		expect(await ask('--level', '1')).toMatchObject({ finished: 1, finishedBefore: 0 });
		expect(await ask('--level', '1')).toMatchObject({ finished: 0, finishedBefore: 1 });
		expect(await ask()).toMatchObject({ finished: 0, finishedBefore: 1 });
	});
});

describe('strata batch --prompts', () => {
	const rows = [
		'image,x,y,positive,x0,y0,x1,y1,thing,category,kind,level',
		'a/0.png,20,20,,,,,,,dot,part,1',
		'a/1.png,40,30,1,,,,,one,,,',
		'a/1.png,2,2,0,,,,,one,,,',
		'a/1.png,,,,4,4,60,60,,box,,',
	];

	it('adds a mask for each thing; things that come later are asked alone', async () => {
		const folder = await photos();
		const file = path.join(path.dirname(folder), 'prompts.csv');
		const ask = async () => {
			const { code, stdout, stderr } = await strata(['batch', folder, '-q', '--prompts', file, '--json']);
			expect([code, stderr]).toEqual([0, '']);
			return JSON.parse(stdout);
		};
		await writeFile(file, rows.join('\n'));
		expect(await ask()).toMatchObject({ images: 2, finished: 2, annotations: 3, failures: [] });
		const { set } = await readSidecar(folder, 'a/1.png');
		expect(set.categories.map(({ name, kind }) => [name, kind])).toEqual([
			['object', 'object'],
			['box', 'object'],
		]);
		expect(set.annotations.map(({ prompts }) => prompts)).toEqual([
			[
				{ type: 'point', x: 40, y: 30, positive: true },
				{ type: 'point', x: 2, y: 2, positive: false },
			],
			[{ type: 'box', x0: 4, y0: 4, x1: 60, y1: 60 }],
		]);
		const { set: first } = await readSidecar(folder, 'a/0.png');
		expect(first.annotations).toMatchObject([{ id: 1, level: 1 }]);
		expect(first.categories).toMatchObject([{ name: 'dot', kind: 'part' }]);
		const before = await filesOf(folder);
		expect(await ask()).toMatchObject({ finished: 0, finishedBefore: 2, annotations: 0 });
		expect(await filesOf(folder)).toEqual(before);
		await writeFile(file, [...rows, 'a/1.png,60,50,,,,,,,later,,'].join('\n'));
		expect(await ask()).toMatchObject({ finished: 1, finishedBefore: 1, annotations: 1 });
		expect((await readSidecar(folder, 'a/1.png')).set.annotations).toHaveLength(3);
	});

	it('says which images and things could not be found, and does the others', async () => {
		const folder = await photos();
		const file = path.join(path.dirname(folder), 'prompts.csv');
		const more = ['a/1.png,9000,1,,,,,,,,,', 'gone.png,1,1,,,,,,,,,', `${broken},1,1,,,,,,,,,`];
		await writeFile(file, [...rows, ...more].join('\n'));
		const { code, stdout, stderr } = await strata(['batch', folder, '--prompts', file]);
		expect([code, stdout]).toEqual([2, '1 image segmented, 3 masks added.\n']);
		expect(stderr.split('\n')).toEqual([
			expect.stringMatching(/a.1\.png: Expected a point within the image .* \(1 of its 3 things\)$/),
			expect.stringMatching(/c.broken\.png: /),
			'gone.png: There is no such image in the folder, or there are several of that name.',
			'3 of 4 images failed.',
			'',
		]);
		expect((await readSidecar(folder, 'a/1.png')).set.annotations).toHaveLength(2);
	});
});

describe('strata batch --boxes', () => {
	it('turns the boxes of a COCO file into masks, and those of the same as YOLO, VOC and labelme', async () => {
		const folder = await photos();
		for (const set of sets.slice(1)) await rm(path.join(folder, set), { recursive: true });
		const coco = path.join(path.dirname(folder), 'annotations', 'boxes.json');
		await mkdir(path.dirname(coco));
		const boxOf = (i: number) => [4 + i, 6, 40, 44];
		await writeFile(
			coco,
			JSON.stringify({
				images: [
					...[0, 1, 2].map((i) => ({ id: i + 1, file_name: `${i}.png`, width: 96, height: 72 })),
					{ id: 9, file_name: 'elsewhere.png', width: 96, height: 72 },
				],
				categories: [{ id: 1, name: 'dot', supercategory: 'object' }],
				annotations: [0, 1, 2].map((i) => ({
					id: i + 1,
					image_id: i + 1,
					category_id: 1,
					bbox: boxOf(i),
					area: 1,
					iscrowd: 0,
				})),
			}),
		);
		const boxes = async (source: string, target: string) => {
			const { code, stdout, stderr } = await strata(['batch', target, '-q', '--boxes', source, '--json']);
			expect([code, stderr]).toEqual([0, '']);
			return JSON.parse(stdout);
		};
		expect(await boxes(coco, folder)).toMatchObject({
			finished: 3,
			annotations: 3,
			unmatched: 1,
			failures: [],
		});
		expect(await boxes(coco, folder)).toMatchObject({ finished: 0, finishedBefore: 3, annotations: 0 });
		for (const i of [0, 1, 2]) {
			const { set } = await readSidecar(folder, `a/${i}.png`);
			const [x, y, width, height] = boxOf(i) as [number, number, number, number];
			expect(set.categories).toMatchObject([{ name: 'dot' }]);
			expect(set.annotations).toMatchObject([
				{ prompts: [{ type: 'box', x0: x, y0: y, x1: x + width, y1: y + height }] },
			]);
		}
		for (const [format, ...variant] of [['yolo', '--variant', 'detect'], ['voc'], ['labelme']] as const) {
			const source = path.join(path.dirname(folder), format);
			const script = path.join(root, 'dist', 'cli.cjs');
			const converted = spawn(process.execPath, [
				script,
				'convert',
				coco,
				source,
				'--to',
				format,
				'--images',
				folder,
				...variant,
			]);
			expect(await new Promise((resolve) => converted.on('close', resolve))).toBe(0);
			const target = path.join(path.dirname(folder), `${format}-photos`);
			await cp(path.join(template, 'a'), target, { recursive: true });
			expect(await boxes(source, target)).toMatchObject({ finished: 3, annotations: 3, failures: [] });
			for (const i of [0, 1, 2]) {
				const [one] = (await readSidecar(target, `${i}.png`)).set.annotations;
				const [x, y, width, height] = boxOf(i) as [number, number, number, number];
				const [box] = one!.prompts as unknown as Record<string, number>[];
				for (const [key, value] of Object.entries({ x0: x, y0: y, x1: x + width, y1: y + height })) {
					expect(Math.abs(box![key]! - value)).toBeLessThan(1);
				}
			}
		}
	});
});

describe('what a user gets wrong', () => {
	it.each([
		[[], 'Expected one of --everything, --prompts FILE and --boxes ANNOTATIONS'],
		[['--everything', '--prompts', 'p.csv'], 'Expected one of --everything, --prompts FILE'],
		[
			['--everything', '--shard', '5/4'],
			'Expected a shard such as 1/4, the first of four, but received 5/4.',
		],
		[['--prompts', 'p.csv', '--level', 'all'], '--level all is for --everything'],
	])('ends with 2 and a sentence: %j', async (args, sentence) => {
		const { code, stdout, stderr } = await strata(['batch', template, ...args]);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toContain(sentence);
		expect(stderr).not.toMatch(/\n\s+at /);
	});

	it('a prompt file that is none, a folder without images, a pack that is not there', async () => {
		const empty = await temporaryFolder();
		const none = path.join(empty, 'p.csv');
		expect(await strata(['batch', template, '--prompts', none])).toMatchObject({
			code: 8,
			stderr: `There is no file ${none}.\n`,
		});
		expect(await everything(empty)).toMatchObject({ code: 2, stderr: `There is no image in ${empty}.\n` });
		expect((await everything(template, '--pack', 'nope')).code).toBe(4);
		expect(await sidecarsIn(template)).toBe(1);
	});
});
