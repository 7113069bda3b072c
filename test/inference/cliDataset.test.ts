import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { toBitmap } from '../../src/shared/mask/runLengths';
import { root, temporaryFolder } from './support';

interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

let folder: string;

beforeEach(async () => {
	folder = await temporaryFolder();
	await mkdir(path.join(folder, 'photos'));
	await copyFile(path.join(root, 'media/samples/still-life.jpg'), path.join(folder, 'photos/still-life.jpg'));
	await copyFile(path.join(root, 'test/fixtures/still-life.truth.json'), path.join(folder, 'truth.json'));
});

/** The built command, as a user runs it. */
function strata(...args: string[]): Promise<Ended> {
	const script = path.join(root, 'dist', 'cli.cjs');
	return new Promise((resolve) => {
		execFile(process.execPath, [script, ...args], { cwd: folder }, (error, stdout, stderr) => {
			resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
		});
	});
}

const read = (name: string) => readFile(path.join(folder, name), 'utf8');

describe('datasets on the command line', () => {
	it('imports once, however often it is asked to, and replaces only with a copy of what was there', async () => {
		const first = await strata('import', 'truth.json', 'photos', '--json');
		expect([first.code, first.stderr]).toEqual([0, '']);
		expect(JSON.parse(first.stdout)).toMatchObject({
			images: 1,
			annotations: 22,
			duplicates: 0,
			unmatched: 0,
			losses: {},
		});
		const sidecar = await read('photos/still-life.jpg.strata.json');
		const second = await strata('import', 'truth.json', 'photos', '--json');
		expect(JSON.parse(second.stdout)).toMatchObject({ images: 0, annotations: 0, duplicates: 22 });
		expect(await read('photos/still-life.jpg.strata.json')).toBe(sidecar);

		const one = JSON.parse(await read('truth.json'));
		await writeFile(
			path.join(folder, 'one.json'),
			JSON.stringify({ ...one, annotations: one.annotations.slice(0, 1) }),
		);
		const third = await strata('import', 'one.json', 'photos', '--replace');
		expect(third.stdout).toContain('What one file held before is in');
		const [time] = await readdir(path.join(folder, 'photos/.strata-backup'));
		expect(await read(`photos/.strata-backup/${time}/still-life.jpg.strata.json`)).toBe(sidecar);
		expect(JSON.parse(await read('photos/still-life.jpg.strata.json')).annotations).toHaveLength(1);
	});

	it('takes edits of the image away with the masks that are replaced, so that none is of another mask', async () => {
		await strata('import', 'truth.json', 'photos');
		const file = 'photos/still-life.jpg.strata.json';
		const blur = { id: 1, of: { annotations: [1] }, edit: { type: 'blur', sigma: 9, softness: 2 } };
		const dim = { id: 2, of: 'all', edit: { type: 'highlight', dim: 60, softness: 2 } };
		const before = { ...JSON.parse(await read(file)), strata: { edits: [blur, dim] } };
		await writeFile(path.join(folder, file), JSON.stringify(before));
		const other = JSON.parse(await read('truth.json'));
		await writeFile(
			path.join(folder, 'other.json'),
			JSON.stringify({ ...other, annotations: other.annotations.slice(5, 6) }),
		);
		expect((await strata('import', 'other.json', 'photos', '--replace')).code).toBe(0);
		expect(JSON.parse(await read(file)).strata.edits).toEqual([dim]);
	});

	it('refuses annotations of an image of another size', async () => {
		const coco = JSON.parse(await read('truth.json'));
		coco.images[0].width = 1199;
		coco.annotations = [{ id: 1, image_id: 1, category_id: 1, segmentation: [[1, 1, 9, 1, 9, 9]] }];
		await writeFile(path.join(folder, 'wrong.json'), JSON.stringify(coco));
		const { code, stdout, stderr } = await strata('import', 'wrong.json', 'photos', '--strict');
		expect(code).toBe(9);
		expect(stdout).toContain('0 annotations added');
		expect(stderr).toContain('1 image was left out because its size is not the one');
	});

	it('says what a format cannot hold, and fails on it with --strict', async () => {
		const { code, stdout, stderr } = await strata(
			'convert',
			'truth.json',
			'yolo',
			'--to',
			'yolo',
			'--images',
			'photos',
		);
		expect(code).toBe(0);
		expect(stdout).toContain('22 annotations of 18 categories in 1 images');
		expect(stderr).toMatch(/^2 masks were joined from several pieces/m);
		expect(stderr).toMatch(/^11 part categories were written as object categories/m);
		const strict = await strata('convert', 'truth.json', 'strict', '--to', 'yolo', '--strict');
		expect(strict.code).toBe(9);
		const lossless = await strata('convert', 'truth.json', 'coco', '--to', 'coco', '--strict');
		expect([lossless.code, lossless.stderr]).toEqual([0, '']);
		const back = JSON.parse(await read('coco/annotations.json'));
		const counts = (json: { annotations: { segmentation: { counts: string } }[] }) =>
			json.annotations.map((one) => one.segmentation.counts);
		expect(counts(back)).toEqual(counts(JSON.parse(await read('truth.json'))));
	});

	it('replaces files only when it is told to', async () => {
		await strata('convert', 'truth.json', 'coco', '--to', 'coco');
		const again = await strata('convert', 'truth.json', 'coco', '--to', 'coco');
		expect(again.code).toBe(8);
		expect(again.stderr).toContain('is there already');
		expect((await strata('convert', 'truth.json', 'coco', '--to', 'coco', '--overwrite')).code).toBe(0);
		expect((await readdir(path.join(folder, 'coco'))).sort()).toEqual(['annotations.json']);
	});

	it('exports categories, kinds and parts that are asked for', async () => {
		await strata('import', 'truth.json', 'photos');
		const parts = await strata('export', 'photos', 'parts', '--to', 'coco', '--kind', 'part', '--json');
		const { annotations, categories } = JSON.parse(parts.stdout);
		expect([annotations, categories]).toEqual([15, 11]);
		const wheel = await strata(
			'export',
			'photos',
			'wheel',
			'--to',
			'coco',
			'--category',
			'wheel',
			'truck',
			'--json',
		);
		expect(JSON.parse(wheel.stdout)).toMatchObject({ categories: 2 });
		const unknown = await strata('export', 'photos', 'x', '--to', 'coco', '--category', 'zebra');
		expect([unknown.code, unknown.stderr.split('.')[0]]).toEqual([8, 'There is no category “zebra”']);
	});

	it('splits by a seed, the same way each time, and merges again', async () => {
		const coco = JSON.parse(await read('truth.json'));
		const images = Array.from({ length: 10 }, (_, i) => ({
			...coco.images[0],
			id: i + 1,
			file_name: `${i}.jpg`,
		}));
		const annotations = images.map(({ id }) => ({ ...coco.annotations[0], id, image_id: id }));
		await writeFile(path.join(folder, 'ten.json'), JSON.stringify({ ...coco, images, annotations }));
		const names = async (name: string) =>
			JSON.parse(await read(name)).images.map((one: { file_name: string }) => one.file_name);
		for (const [target, seed] of [
			['a', '1'],
			['b', '1'],
			['c', '2'],
		] as const) {
			const { code } = await strata(
				'split',
				'ten.json',
				target,
				'--parts',
				'train=0.7,val=0.3',
				'--seed',
				seed,
			);
			expect(code).toBe(0);
		}
		const val = await names('a/annotations/instances_val.json');
		expect(val).toHaveLength(3);
		expect(await names('a/annotations/instances_train.json')).toHaveLength(7);
		expect(await names('b/annotations/instances_val.json')).toEqual(val);
		expect(await names('c/annotations/instances_val.json')).not.toEqual(val);

		const merged = await strata('merge', 'a', 'truth.json', '--into', 'all', '--to', 'strata', '--json');
		expect(JSON.parse(merged.stdout)).toMatchObject({ images: 11, annotations: 32 });
	});

	it('validates with an exit code, and says which image is wrong', async () => {
		expect((await strata('validate', 'truth.json', '--images', 'photos')).code).toBe(0);
		const coco = JSON.parse(await read('truth.json'));
		coco.annotations.push({ ...coco.annotations[0], id: 999 });
		await writeFile(path.join(folder, 'twice.json'), JSON.stringify(coco));
		const twice = await strata('validate', 'twice.json', '--images', 'photos', '--json');
		expect(twice.code).toBe(8);
		expect(JSON.parse(twice.stdout)).toMatchObject({
			valid: false,
			problems: [
				{ image: 'still-life.jpg', message: 'Annotation 23 (truck) is there twice.', severity: 'error' },
			],
		});
		await writeFile(path.join(folder, 'broken.json'), '{"images": [], "annotations": [{]}');
		const broken = await strata('validate', 'broken.json');
		expect(broken.code).toBe(8);
		expect(broken.stderr).toContain('this is not JSON');
	});

	it('counts by category and level, also as a page', async () => {
		await strata('import', 'truth.json', 'photos');
		const { stdout } = await strata('stats', 'photos', '--json', '--html', 'stats.html');
		const stats = JSON.parse(stdout);
		expect(stats).toMatchObject({ images: 1, annotations: 22, imagesWithoutMasks: 0, levels: { none: 22 } });
		expect(stats.categories[0]).toMatchObject({
			name: 'truck',
			annotations: 1,
			area: { min: 153056, max: 153056 },
		});
		const page = await read('stats.html');
		expect(page).toContain('<td>truck');
		expect(page).toContain('data:image/jpeg;base64,');
		expect(page).not.toMatch(/https?:/);
	});

	it('shows masks over their image, as a PNG and in the terminal', async () => {
		await strata('import', 'truth.json', 'photos');
		const image = 'photos/still-life.jpg';
		const shown = await strata('show', image, '-o', 'shown.png', '--category', 'truck', '--json');
		expect(JSON.parse(shown.stdout)).toMatchObject({
			width: 1200,
			height: 900,
			annotations: [{ category: 'truck', kind: 'object' }],
			output: 'shown.png',
		});
		const pixels = async (file: string) => sharp(path.join(folder, file)).removeAlpha().raw().toBuffer();
		const [before, after] = [await pixels(image), await pixels('shown.png')];
		const { annotations } = JSON.parse(await read('truth.json'));
		const truck = toBitmap(decodeRle(annotations[0].segmentation));
		let [inside, outside] = [0, 0];
		for (const [at, isTruck] of truck.entries()) {
			if (before.subarray(3 * at, 3 * at + 3).equals(after.subarray(3 * at, 3 * at + 3))) continue;
			if (isTruck) inside++;
			else outside++;
		}
		expect(outside).toBe(0);
		expect(inside / annotations[0].area).toBeGreaterThan(0.98);

		await copyFile(path.join(folder, image), path.join(folder, 'photos/without.jpg'));
		const several = await strata('show', 'photos/*.jpg', '-o', 'all');
		expect(several.code).toBe(8);
		expect(several.stderr).toContain('without.jpg has no masks');
		expect(await readdir(path.join(folder, 'all'))).toEqual(['still-life_overlay.png']);

		const nowhere = await strata('show', image);
		expect([nowhere.code, nowhere.stderr.split(',')[0]]).toEqual([2, 'Expected --output']);
		const drawn = await strata('show', image, '--terminal', 'blocks');
		// 80 columns: 60 rows of pixels, two in a line.
		expect(drawn.stdout.trimEnd().split('\n')).toHaveLength(30);
		expect((await strata('show', '-', '-o', 'x.png')).stderr).toContain('Standard input has no masks');
	});

	it('writes the classical tasks, of objects, and their parts', async () => {
		await strata('import', 'truth.json', 'photos');
		const filesOf: Record<string, readonly string[]> = {
			instance: ['categories.json', 'still-life.json', 'still-life.png'],
			semantic: ['categories.json', 'still-life.png'],
			panoptic: ['panoptic', 'panoptic.json'],
			parts: [
				'categories.json',
				'still-life_objects.json',
				'still-life_objects.png',
				'still-life_parts.json',
				'still-life_parts.png',
			],
			overlay: ['still-life_overlay.png'],
		};
		const counts: Record<string, number> = {};
		for (const [task, files] of Object.entries(filesOf)) {
			const { stdout } = await strata('export', 'photos', task, '--task', task, '--no-copy-images', '--json');
			counts[task] = JSON.parse(stdout).annotations;
			expect((await readdir(path.join(folder, task))).sort()).toEqual(files);
		}
		expect(counts).toEqual({ instance: 7, semantic: 7, panoptic: 7, parts: 22, overlay: 22 });
		const overlapping = await strata('export', 'photos', 'masks', '--task', 'instance-overlaps', '--json');
		// Seven objects, and what says which they are.
		expect(JSON.parse(overlapping.stdout)).toMatchObject({ annotations: 7, files: 9, losses: {} });

		const neither = await strata('export', 'photos', 'x');
		expect([neither.code, neither.stderr.split('\n')[0]]).toEqual([
			2,
			'Expected --to with a format, or --task with a task.',
		]);
		expect((await strata('export', 'photos', 'x', '--task', 'parts', '--to', 'coco')).code).toBe(2);
	});
});
