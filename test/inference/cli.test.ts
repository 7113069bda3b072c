import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
	chmod,
	cp,
	lstat,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	symlink,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseSidecar } from '../../src/formats/sidecar/parseSidecar';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area, bbox, containsPixel } from '../../src/shared/mask/runLengths';
import { writeClipPack } from './clipPack';
import { disc } from './pictures';
import { root, temporaryFolder } from './support';

/** Photographs of people in clothes. */
const people = path.resolve(root, '..', 'shared', 'train', 'ccp', 'photos');
if (!existsSync(people)) console.log(`skipped: parts of people in a photograph (no ${people})`);

interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

let folder: string;
let image: string;
let sidecar: string;
let cache: string;

beforeAll(async () => {
	cache = await mkdtemp(path.join(tmpdir(), 'strata-cli-cache-'));
	return () => rm(cache, { recursive: true, force: true });
});

beforeEach(async () => {
	folder = await temporaryFolder();
	image = path.join(folder, 'disc.png');
	sidecar = `${image}.strata.json`;
	await disc(640, 480).png().toFile(image);
});

/** The built command, as a user runs it. */
const strata = (...args: string[]) => runAs({}, args);

function runAs(user: { readonly uid?: number; readonly gid?: number }, args: string[]): Promise<Ended> {
	const script = path.join(root, 'dist', 'cli.cjs');
	const options = { cwd: folder, env: { ...process.env, XDG_CACHE_HOME: cache }, ...user };
	return new Promise((resolve) => {
		execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
			resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
		});
	});
}

const segment = (...args: string[]) => strata('segment', 'disc.png', '--device', 'cpu', ...args);
const readSidecar = async () => parseSidecar(await readFile(sidecar, 'utf8'));

describe('strata alike', () => {
	it('suggests the name of an annotation for what looks like it in other images, once', async () => {
		await disc(800, 600).png().toFile(path.join(folder, 'other.png'));
		await segment('--point', '192,192', '--category', 'coin');
		const alike = (...args: string[]) =>
			strata('alike', 'disc.png', '.', '--device', 'cpu', '--likeness', '0.3', ...args);
		expect((await alike('--annotation', '9')).stderr).toBe('disc.png.strata.json has no annotation 9.\n');
		const printed = await alike('--category', 'coin', '--json');
		expect([printed.code, printed.stderr]).toEqual([0, '']);
		expect(printed.stdout).toContain(`"image": ${JSON.stringify(path.join(folder, 'other.png'))}`);
		expect((await readdir(folder)).sort()).toEqual(['disc.png', 'disc.png.strata.json', 'other.png']);

		const { code, stdout } = await alike('--annotation', '1');
		expect(code).toBe(0);
		expect(stdout).toMatch(/2 images searched: [1-9]\d* masks in [12] of them may be “coin”\.\n$/);
		const file = path.join(folder, 'other.png.strata.json');
		const { set } = parseSidecar(await readFile(file, 'utf8'));
		expect(set.annotations[0]).toMatchObject({ suggested: { name: 'coin', kind: 'object' } });
		expect(set.categories.map(({ name }) => name)).toEqual(['uncategorised']);
		const before = await readFile(file, 'utf8');
		await alike('--annotation', '1');
		expect(await readFile(file, 'utf8')).toBe(before);
	});
});

describe('strata segment', () => {
	it('prints the mask of each level as JSON and writes nothing', async () => {
		const { code, stdout, stderr } = await segment('--point', '192,192', '--json');
		expect([code, stderr]).toEqual([0, '']);
		const printed = JSON.parse(stdout);
		expect(printed).toMatchObject({ image, width: 640, height: 480, pack: bundledPack, device: 'cpu' });
		expect(printed.prompts).toEqual([{ type: 'point', x: 192, y: 192, positive: true }]);
		for (const [i, step] of printed.masks.entries()) {
			const mask = decodeRle(step.segmentation);
			expect(step).toMatchObject({ level: i + 1, area: area(mask), bbox: bbox(mask) });
			expect(containsPixel(mask, 192, 192)).toBe(true);
		}
		expect((await readdir(folder)).sort()).toEqual(['disc.png']);
	});

	it('writes the best mask beside the image, then adds to it', async () => {
		const first = await segment('--point', '192,192', '--negative', '600,440', '--category', 'disc');
		expect(first).toMatchObject({ code: 0, stderr: '' });
		expect(first.stdout).toMatch(
			/^disc: level \d of \d, \d+ px \(\d+\.\d %\), score \d\.\d\d → annotation 1 in disc\.png\.strata\.json\n$/,
		);
		const second = await segment(
			'-b',
			'90,90,300,300',
			'--level',
			'1',
			'--category',
			'spot',
			'--kind',
			'part',
		);
		expect(second).toMatchObject({ code: 0, stderr: '' });
		const { set, image: named } = await readSidecar();
		expect(named).toEqual({ fileName: 'disc.png', width: 640, height: 480 });
		expect(set.categories).toMatchObject([
			{ name: 'disc', kind: 'object' },
			{ name: 'spot', kind: 'part' },
		]);
		expect(set.annotations).toMatchObject([
			{ id: 1, pack: bundledPack, prompts: [{ positive: true }, { positive: false }] },
			{ id: 2, level: 1, pack: bundledPack, prompts: [{ type: 'box', x0: 90 }] },
		]);
		expect(set.annotations[0]!.ladder!.length).toBeGreaterThan(0);
	});

	it('keeps what others wrote into the sidecar', async () => {
		await segment('--point', '192,192');
		const json = JSON.parse(await readFile(sidecar, 'utf8'));
		json.licenses = [{ id: 1, name: 'CC0' }];
		json.annotations[0].attributes = { occluded: true };
		await writeFile(sidecar, JSON.stringify(json));
		expect((await segment('--point', '192,192')).code).toBe(0);
		const after = JSON.parse(await readFile(sidecar, 'utf8'));
		expect(after.licenses).toEqual(json.licenses);
		expect(after.annotations[0].attributes).toEqual({ occluded: true });
		expect(after.annotations).toHaveLength(2);
	});

	it.each([
		['broken', '{"info": ', 'disc.png.strata.json'],
		[
			'of a newer schema',
			'{"info":{"strata":{"schema":9}},"images":[],"categories":[],"annotations":[]}',
			'schema',
		],
		[
			'of an image of another size',
			'{"images":[{"id":1,"file_name":"disc.png","width":5,"height":5}],"categories":[],"annotations":[]}',
			'640',
		],
	])('leaves a sidecar alone that is %s', async (_, text, part) => {
		await writeFile(sidecar, text);
		const { code, stdout, stderr } = await segment('--point', '192,192');
		expect([code, stdout]).toEqual([6, '']);
		expect(stderr).toContain(part);
		expect(stderr).toContain('The file is left as it is.');
		expect(stderr.trim()).not.toContain('\n');
		expect(await readFile(sidecar, 'utf8')).toBe(text);
	});

	it('says so where the sidecar cannot be written, and leaves nothing behind', async () => {
		await mkdir(sidecar);
		const { code, stderr } = await segment('--point', '192,192');
		expect(code).toBe(6);
		expect(stderr).toContain('disc.png.strata.json');
		expect((await readdir(folder)).sort()).toEqual(['disc.png', 'disc.png.strata.json']);
	});

	it.skipIf(process.platform === 'win32')('says so where the folder is read-only', async ({ skip }) => {
		await chmod(folder, 0o555);
		// Root may write everywhere, so there the command runs as nobody, who must be able to read it.
		const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
		if ((await runAs(nobody, ['--version'])).code !== 0) skip('nobody cannot read this checkout');
		const { code, stderr } = await runAs(
			nobody,
			'segment disc.png --device cpu --no-cache --point 192,192'.split(' '),
		);
		expect(stderr).toContain('EACCES');
		expect(code).toBe(6);
	});

	it.each([
		[[], 'Expected at least one --point X,Y or a --box X,Y,X,Y but received none.'],
		[['--negative', '5,5'], 'Expected at least one --point X,Y or a --box X,Y,X,Y but received none.'],
		[['--point', '5'], 'Expected X,Y in image pixels but received 5.'],
		[['--point', '5,'], 'Expected X,Y in image pixels but received 5,.'],
		[['--box', '1,2,3'], 'Expected X,Y,X,Y in image pixels but received 1,2,3.'],
		[['--box', '1,2,3,4', '5,6,7,8'], 'Expected one --box X,Y,X,Y but received 2.'],
		[['--point', '641,5'], 'Expected a point within the image (640 × 480 px) but received 641,5.'],
		[['--point', '-5,5'], 'Expected a point within the image (640 × 480 px) but received -5,5.'],
		[['--box', '10,10,10,50'], 'Expected a box that is wider and higher than 0 px but received 10,10,10,50.'],
		[
			['--box', '700,10,900,50'],
			'Expected a box within the image (640 × 480 px) but received 700,10,900,50.',
		],
		[['--point', '5,5', '--category', ''], 'Expected a category name of 1 to 200 characters on one line'],
		[['--point', '5,5', '--category', ' \t '], 'Expected a category name of 1 to 200 characters on one line'],
		[['--point', '5,5', '--category', 'a\nb'], 'Expected a category name of 1 to 200 characters on one line'],
		[
			['--point', '5,5', '--category', 'a\u2028b'],
			'Expected a category name of 1 to 200 characters on one line',
		],
		[['--point', '5,5', '--category', 'x'.repeat(201)], 'Expected a category name of 1 to 200 characters'],
		[['--point', '5,5', '--level', '7'], 'Expected a level from 1 to 6 but received 7.'],
		[['--point', '5,5', '--device', 'abacus'], 'Allowed choices are auto, cpu'],
	])('ends with 2 for a wrong command line: %j', async (args, sentence) => {
		const { code, stdout, stderr } = await segment(...args);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toContain(sentence);
		expect(stderr).not.toMatch(/\n\s+at /);
	});

	it('ends with 3 for an image that cannot be read', async () => {
		await writeFile(image, '');
		expect(await segment('--point', '5,5')).toEqual({
			code: 3,
			stdout: '',
			stderr: 'There is no image in disc.png: it is empty (0 bytes).\n',
		});
		expect(await strata('segment', 'gone.png', '--point', '5,5')).toMatchObject({ code: 3 });
	});

	it('ends with 4 for a pack that is not there', async () => {
		const { code, stderr } = await segment('--point', '5,5', '--pack', 'nope');
		expect(code).toBe(4);
		expect(stderr).toContain('There is no model pack “nope” in');
	});

	it('ends with 5 for a level that there is not', async () => {
		const { code, stderr } = await segment('--box', '96,96,288,288', '--level', '6');
		expect(code).toBe(5);
		expect(stderr).toMatch(
			/^There is no level 6 at these prompts: (there is one level|levels go from 1 \(the finest\) to \d)\.\n$/,
		);
	});

	it('keeps features, so that the second run needs no encoder; or keeps nothing', async () => {
		const own = path.join(folder, 'own');
		const encodeMs = async () =>
			JSON.parse((await segment('--point', '192,192', '--json', '--cache', own)).stdout).milliseconds.encode;
		const first = await encodeMs();
		const features = async () => (await readdir(own)).filter((name) => name.endsWith('.features'));
		expect(await features()).toHaveLength(1);
		expect(await encodeMs()).toBeLessThan(first / 3);
		await rm(own, { recursive: true });
		expect((await segment('--point', '192,192', '--json', '--no-cache')).code).toBe(0);
		expect((await readdir(folder)).sort()).toEqual(['disc.png']);
	});
});

describe('what a user gets wrong, or a script does', () => {
	it('an option before the image leaves the image alone', async () => {
		const orders = [
			['--point', '192,192', 'disc.png'],
			['--point', '192,192', '200,200', 'disc.png', '--negative', '600,440', '620,440'],
			['-b', '96,96,288,288', '--packs', folder, 'disc.png'],
		];
		for (const args of orders) {
			const { code, stdout, stderr } = await strata('segment', ...args, '--json', '--device', 'cpu');
			expect([code, stderr]).toEqual([0, '']);
			const expected = args.filter((arg) => /^[\d,]+$/.test(arg)).length;
			expect(JSON.parse(stdout).prompts).toHaveLength(expected);
		}
	});

	it('a folder is no image, with a slash at its end or without', async () => {
		await mkdir(path.join(folder, 'folder'));
		for (const name of ['disc.png/', 'folder', 'folder/']) {
			expect(await strata('segment', name, '--point', '5,5')).toEqual({
				code: 2,
				stdout: '',
				stderr: `Expected an image file but ${name} names a folder.\n`,
			});
		}
		expect((await readdir(folder)).sort()).toEqual(['disc.png', 'folder']);
	});

	it('a box that is partly outside is clipped, and that is said', async () => {
		const { code, stdout, stderr } = await segment('--box', '-20,-5.5,300,300', '--json');
		expect([code, stderr]).toEqual([0, 'The box -20,-5.5,300,300 was clipped to the image: 0,0,300,300.\n']);
		expect(JSON.parse(stdout).prompts).toEqual([{ type: 'box', x0: 0, y0: 0, x1: 300, y1: 300 }]);
	});

	it('a sidecar that is read-only stays as it is', async () => {
		await segment('--point', '192,192');
		await chmod(sidecar, 0o444);
		const before = await readFile(sidecar, 'utf8');
		expect(await segment('--point', '192,192')).toEqual({
			code: 6,
			stdout: '',
			stderr: `${sidecar} cannot be written: disc.png.strata.json is read-only. The file is left as it is.\n`,
		});
		expect(await readFile(sidecar, 'utf8')).toBe(before);
	});

	it('a sidecar that is a link stays one, also where nothing is at its end yet', async () => {
		const elsewhere = path.join(folder, 'masks');
		await mkdir(elsewhere);
		await symlink('masks/disc.json', sidecar);
		for (const count of [1, 2]) {
			expect(await segment('--point', '192,192')).toMatchObject({ code: 0, stderr: '' });
			expect((await lstat(sidecar)).isSymbolicLink()).toBe(true);
			expect((await readSidecar()).set.annotations).toHaveLength(count);
		}
		expect(await readdir(elsewhere)).toEqual(['disc.json']);
	});

	it.runIf(process.platform === 'linux')(
		'a full disk under standard output is said in a sentence',
		async () => {
			const run = promisify(execFile);
			const script = path.join(root, 'dist', 'cli.cjs');
			const command = `"${process.execPath}" "${script}" pack list > /dev/full`;
			await expect(run('sh', ['-c', command])).rejects.toMatchObject({
				code: 1,
				stderr: expect.stringMatching(/^Standard output cannot be written: .*ENOSPC[^\n]*\n$/),
			});
		},
	);

	it.skipIf(process.platform === 'win32')('a pipe that is closed early ends quietly', async () => {
		const run = promisify(execFile);
		const script = path.join(root, 'dist', 'cli.cjs');
		const command = `("${process.execPath}" "${script}" pack list --json; echo "code $?" >&2) | true`;
		expect((await run('sh', ['-c', command])).stderr).toBe('code 0\n');
	});

	it('several images and patterns are one command; one that fails does not stop the others', async () => {
		await cp(image, path.join(folder, 'b.png'));
		await writeFile(path.join(folder, 'broken.png'), 'no image');
		const { code, stdout, stderr } = await strata(
			'segment',
			'--point',
			'192,192',
			'*.png',
			'--device',
			'cpu',
		);
		expect(code).toBe(3);
		expect(stdout.split('\n').filter(Boolean)).toHaveLength(2);
		expect(stderr).toMatch(/^broken\.png: (?!Expected).*\n1 of 3 images failed\.\n$/);
		expect((await readdir(folder)).filter((name) => name.endsWith('.json')).sort()).toEqual([
			'b.png.strata.json',
			'disc.png.strata.json',
		]);
		expect(await strata('segment', '--point', '1,1', 'nothing*.png')).toMatchObject({
			code: 2,
			stderr: 'No file matches nothing*.png.\n',
		});
	});

	it('standard input is an image too, with --json', async () => {
		const script = path.join(root, 'dist', 'cli.cjs');
		const args = ['segment', '-', '--point', '192,192', '--device', 'cpu', '--json'];
		const child = execFile(process.execPath, [script, ...args], { cwd: folder });
		child.stdin!.end(await readFile(image));
		const printed = JSON.parse(await text(child.stdout!));
		expect(printed).toMatchObject({ image: '-', width: 640, height: 480 });
		expect(await strata('segment', '-', '--point', '192,192')).toMatchObject({
			code: 2,
			stderr: 'Standard input has no place for a sidecar: add --json.\n',
		});
	});

	it('--quiet prints nothing of what went well', async () => {
		for (const args of [['--quiet'], ['-q', '--box', '-5,-5,300,300']]) {
			expect(await segment('--point', '192,192', ...args)).toEqual({ code: 0, stdout: '', stderr: '' });
		}
		expect((await segment('--point', '999,999', '--quiet')).stderr).toContain('Expected a point within');
	});

	it.each([
		['pack add', ['pack', 'add', 'disc.png'], 4, 'Expected a folder at '],
		['pack add', ['pack', 'add', 'gone'], 4, 'but there is none.'],
		['pack verify', ['pack', 'verify', './disc.png'], 4, 'but it is a file.'],
		['pack list', ['pack', 'list', '--catalogue', 'gone'], 4, 'There is no catalogue of packs at gone.'],
		['pack list', ['pack', 'list', '--catalogue', 'disc.png'], 4, 'is not valid JSON'],
	])('%s of what is none is a sentence: %j', async (_, args, code, sentence) => {
		const ended = await strata(...args);
		expect(ended).toMatchObject({ code, stdout: '' });
		expect(ended.stderr).toContain(sentence);
		expect(ended.stderr).not.toMatch(/\n\s+at /);
	});

	it.skipIf(process.platform === 'win32')(
		'a pack whose file is a pipe is refused, and not waited for',
		async () => {
			await promisify(execFile)('mkfifo', [path.join(folder, 'pack.json')]);
			expect(await strata('pack', 'add', folder)).toMatchObject({
				code: 4,
				stderr: expect.stringContaining('it is not a regular file'),
			});
		},
	);
});

describe('strata everything with names', () => {
	const picture = 'still-life.jpg';
	const everything = (...args: string[]) =>
		strata('everything', picture, '--device', 'cpu', '--points', '10', ...args);
	const written = async () => {
		const file = path.join(folder, `${picture}.strata.json`);
		const { set } = parseSidecar(await readFile(file, 'utf8'), {
			fileName: picture,
			width: 1200,
			height: 900,
		});
		const names = new Map(set.categories.map(({ id, name }) => [id, name]));
		return set.annotations.map((one) => ({
			name: names.get(one.categoryId),
			suggested: one.suggested?.name,
		}));
	};

	beforeEach(() => cp(path.join(root, 'media', 'samples', picture), path.join(folder, picture)));

	it('names everyday things, each once, and leaves the rest out where only named masks are wanted', async () => {
		const { code, stdout } = await everything('--names', '--named-only');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^\d of \d+ masks got a name and were added\. Names: /);
		const names = (await written()).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['truck', 'cup']));
		expect(new Set(names).size).toBe(names.length);
		expect(names).not.toContain('uncategorised');
		const { code: exported } = await strata('export', '.', 'out', '--task', 'semantic', '--named');
		expect(exported).toBe(0);
		const categories = JSON.parse(await readFile(path.join(folder, 'out', 'categories.json'), 'utf8'));
		expect(categories.map(({ name }: { name: string }) => name)).toEqual(
			expect.arrayContaining(['truck', 'cup']),
		);
	});

	it('only gives names of a list, in its words, and says which of them nobody can tell', async () => {
		await writeFile(path.join(folder, 'list.txt'), 'Cup\nwheel\n');
		const { code, stderr } = await everything('--names', '--list', 'list.txt');
		expect(code).toBe(0);
		expect(stderr).toContain('“wheel”');
		const names = (await written()).map(({ name }) => name);
		expect(names.filter((name) => name !== 'uncategorised')).toEqual(['Cup']);
	});

	it('asks a pack about the words of a list, and about those of parts within what has a name', async () => {
		const words = { clementine: [231, 170, 43], panel: [241, 220, 33] } as const;
		const pack = await writeClipPack(path.join(folder, 'packs'), 'openclip', words);
		await writeFile(path.join(folder, 'list.txt'), 'truck\nclementine\npart: panel\n');
		const asked = ['--names', '--list', 'list.txt', '--name-pack', pack];
		expect((await everything('--names', '--name-pack', pack)).stderr).toBe(
			'--name-pack needs --list FILE: the names that there are to choose from.\n',
		);
		const { code, stderr } = await everything(...asked, '--packs', 'packs');
		expect([code, stderr]).toEqual([0, '']);
		const names = (await written()).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['truck', 'clementine', 'panel']));
		const { set } = parseSidecar(await readFile(path.join(folder, `${picture}.strata.json`), 'utf8'));
		const kinds = new Map(set.categories.map(({ name, kind }) => [name, kind]));
		expect([kinds.get('clementine'), kinds.get('panel')]).toEqual(['object', 'part']);
	});

	it.skipIf(!existsSync(people))('names parts of people within them', async () => {
		const [file] = (await readdir(people)).filter((name) => name.endsWith('.jpg')).sort();
		await cp(path.join(people, file!), path.join(folder, picture));
		const { code, stdout } = await everything('--names', '--named-only', '--json', '--points', '20');
		expect(code).toBe(0);
		const names: string[] = JSON.parse(stdout).masks.map(({ name }: { name: string }) => name);
		expect(names).toContain('person');
		const worn = ['hair', 'skin', 'shirt', 'jacket', 'coat', 'trousers', 'dress', 'skirt', 'shoe', 'bag'];
		expect(names.filter((name) => worn.includes(name)).length).toBeGreaterThan(1);
	});

	it('leaves names as suggestions, which no dataset has', async () => {
		const { code } = await everything('--suggest', '--named-only');
		expect(code).toBe(0);
		const masks = await written();
		expect(masks.map(({ suggested }) => suggested)).toEqual(expect.arrayContaining(['truck', 'cup']));
		expect(masks.every(({ name }) => name === 'uncategorised')).toBe(true);
		await strata('export', '.', 'out', '--to', 'coco', '--named');
		const files = await readdir(path.join(folder, 'out'), { recursive: true });
		const file = files.find((one) => one.endsWith('.json'))!;
		expect(JSON.parse(await readFile(path.join(folder, 'out', file), 'utf8')).annotations).toEqual([]);
	});

	it('refuses what makes no sense together', async () => {
		expect(await everything('--list', 'list.txt')).toMatchObject({ code: 2 });
		expect(await everything('--named-only')).toMatchObject({ code: 2 });
		expect(await everything('--names', '--suggest')).toMatchObject({ code: 2 });
		expect(await everything('--suggest', '--category', 'cup')).toMatchObject({ code: 2 });
		const missing = await everything('--names', '--list', 'none.txt');
		expect(missing).toMatchObject({ code: 8 });
		expect(missing.stderr).toContain('There is no file none.txt');
	});

	it('names the masks of a batch, which is repeated without adding anything', async () => {
		const batch = () =>
			strata('batch', '.', '--everything', '--device', 'cpu', '--points', '10', '--names', '--named-only');
		expect((await batch()).code).toBe(0);
		const names = (await written()).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['truck', 'cup']));
		expect((await batch()).stdout).toContain('finished before');
		expect(await written()).toHaveLength(names.length);
	});
});

describe('strata everything', () => {
	const everything = (...args: string[]) =>
		strata('everything', 'disc.png', '--device', 'cpu', '--points', '3', ...args);

	it('adds each thing once, as annotations without a name yet', async () => {
		const { code, stdout, stderr } = await everything();
		expect([code, stderr]).toEqual([0, '']);
		const { set } = await readSidecar();
		const count = set.annotations.length;
		expect(count).toBeGreaterThan(0);
		expect(stdout).toMatch(
			count === 1
				? /^1 mask was added\. → annotation 1 in disc\.png\.strata\.json\n$/
				: new RegExp(
						`^${count} masks were added\\. → annotations 1 to ${count} in disc\\.png\\.strata\\.json\\n$`,
					),
		);
		expect(set.categories).toMatchObject([{ name: 'uncategorised', kind: 'object' }]);
		for (const { segmentation, prompts, pack, ...said } of set.annotations) {
			const mask = decodeRle(segmentation);
			expect([said.area, said.bbox, pack]).toEqual([area(mask), bbox(mask), bundledPack]);
			expect(prompts).toMatchObject([{ type: 'point', positive: true }]);
		}
		const again = await everything();
		expect(again).toMatchObject({
			code: 0,
			stdout: `No mask was added: what was found (${count}) is annotated already.\n`,
		});
		expect((await readSidecar()).set).toEqual(set);
	});

	it('prints them as JSON and writes nothing', async () => {
		const { code, stdout, stderr } = await everything('--json', '--level', '3', '--pack', 'mobile-sam');
		expect([code, stderr]).toEqual([0, '']);
		const printed = JSON.parse(stdout);
		expect(printed).toMatchObject({
			image,
			width: 640,
			height: 480,
			levels: 3,
			points: 9,
			pack: 'mobile-sam',
		});
		expect(printed.masks.length).toBeGreaterThan(0);
		for (const { segmentation, ...said } of printed.masks) {
			expect([said.level, said.area]).toEqual([3, area(decodeRle(segmentation))]);
		}
		expect((await readdir(folder)).sort()).toEqual(['disc.png']);
	});

	it('ends with 5 where there is nothing to add, and says why', async () => {
		expect(await everything('--level', '5', '--pack', 'mobile-sam')).toEqual({
			code: 5,
			stdout: '',
			stderr: 'No mask was added: MobileSAM gives a click 3 levels, so there is none of level 5.\n',
		});
		expect(await everything('--stability', '1')).toMatchObject({
			code: 5,
			stderr: 'No mask was added: asked at 9 places, Strata S was sure of none.\n',
		});
		expect((await readdir(folder)).sort()).toEqual(['disc.png']);
	});

	it('leaves a broken sidecar alone, before the model is asked', async () => {
		await writeFile(sidecar, 'not json');
		expect(await everything()).toMatchObject({ code: 6, stdout: '' });
		expect(await readFile(sidecar, 'utf8')).toBe('not json');
	});

	it.each([
		[['--level', '7'], 'Expected a level from 1 to 6, or all, but received 7.'],
		[['--points', '0'], 'Expected a whole number from 1 to 128 but received 0.'],
		[['--score', '88'], 'Expected a number from 0 to 1 but received 88.'],
	])('ends with 2 for a wrong command line: %j', async (args, sentence) => {
		const { code, stdout, stderr } = await everything(...args);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toContain(sentence);
	});
});

describe('strata', () => {
	it('says how it is used, and which version it is', async () => {
		const help = await strata('segment', '--help');
		expect(help.code).toBe(0);
		expect(help.stdout).toContain('--point <x,y>');
		expect(help.stdout).toContain('Exit codes:');
		const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
		expect(await strata('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
		expect((await strata('dance')).code).toBe(2);
	});
});
