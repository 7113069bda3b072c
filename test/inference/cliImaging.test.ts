import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { disc } from './pictures';
import { root, temporaryFolder } from './support';

let folder: string;

beforeEach(async () => {
	folder = await temporaryFolder();
	await disc(640, 480).png().toFile(path.join(folder, 'disc.png'));
});

/** The built command, as a user runs it. */
function strata(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
	const env = { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') };
	return new Promise((resolve) => {
		execFile(
			process.execPath,
			[path.join(root, 'dist/cli.cjs'), ...args],
			{ cwd: folder, env },
			(error, stdout, stderr) =>
				resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
		);
	});
}

const pixel = async (file: string, x: number, y: number) =>
	Array.from(
		await sharp(path.join(folder, file)).extract({ left: x, top: y, width: 1, height: 1 }).raw().toBuffer(),
	);

describe('strata cutout', () => {
	it('writes the thing at a click on a transparent ground, trimmed or not', async () => {
		const at = ['cutout', 'disc.png', '--point', '192,192', '--device', 'cpu', '-o'];
		expect(await strata(...at, 'cut.png')).toMatchObject({ code: 0, stderr: '' });
		const { width, height, hasAlpha } = await sharp(path.join(folder, 'cut.png')).metadata();
		expect(hasAlpha).toBe(true);
		// The disc's radius is a fifth of the height.
		expect(Math.abs(width - 192)).toBeLessThan(20);
		expect(Math.abs(height - 192)).toBeLessThan(20);
		expect((await pixel('cut.png', 0, 0))[3]).toBe(0);

		expect((await strata(...at, 'whole.webp', '--canvas')).code).toBe(0);
		expect(await sharp(path.join(folder, 'whole.webp')).metadata()).toMatchObject({
			width: 640,
			height: 480,
		});
		expect(await pixel('whole.webp', 192, 192)).toEqual([
			...(await pixel('disc.png', 192, 192)).slice(0, 3),
			255,
		]);
	});

	it('refuses a format without transparency, and the image itself', async () => {
		const jpeg = await strata('cutout', 'disc.png', '--point', '192,192', '-o', 'cut.jpg');
		expect(jpeg).toMatchObject({ code: 2, stdout: '' });
		expect(jpeg.stderr).toContain('Expected a format with transparency');
		const before = await readFile(path.join(folder, 'disc.png'));
		const itself = await strata(
			'cutout',
			'disc.png',
			'--point',
			'192,192',
			'--device',
			'cpu',
			'-o',
			'disc.png',
		);
		expect(itself.code).toBe(2);
		expect(await readFile(path.join(folder, 'disc.png'))).toEqual(before);
	});
});

describe('strata edit', () => {
	it('does to every annotated image what the recipe says, and leaves the originals', async () => {
		await strata('segment', 'disc.png', '--point', '192,192', '--device', 'cpu', '--category', 'disc');
		await mkdir(path.join(folder, 'photos'));
		for (const name of ['disc.png', 'disc.png.strata.json']) {
			await writeFile(path.join(folder, 'photos', name), await readFile(path.join(folder, name)));
		}
		await sharp(path.join(folder, 'disc.png')).png().toFile(path.join(folder, 'photos/bare.png'));
		const recipe = { edits: [{ of: { categories: ['disc'] }, edit: { type: 'adjust', brightness: -100 } }] };
		await writeFile(path.join(folder, 'recipe.json'), JSON.stringify(recipe));

		const done = await strata('edit', 'photos', '--recipe', 'recipe.json', '-o', 'out');
		expect(done).toMatchObject({ code: 0, stdout: '1 of 2 images edited → out\n' });
		expect(done.stderr).toContain('bare.png: nothing in it that the recipe edits');
		expect(await readdir(path.join(folder, 'out'))).toEqual(['disc.png']);
		expect((await pixel('out/disc.png', 192, 192)).slice(0, 3)).toEqual([0, 0, 0]);
		expect(await pixel('out/disc.png', 5, 5)).toEqual(await pixel('disc.png', 5, 5));
		expect(await readFile(path.join(folder, 'photos/disc.png'))).toEqual(
			await readFile(path.join(folder, 'disc.png')),
		);
	});

	it('applies what an image was given in the editor, where there is no recipe', async () => {
		await strata('segment', 'disc.png', '--point', '192,192', '--device', 'cpu', '--category', 'disc');
		const sidecar = path.join(folder, 'disc.png.strata.json');
		const json = JSON.parse(await readFile(sidecar, 'utf8'));
		const dark = { id: 1, of: { annotations: [1] }, edit: { type: 'adjust', brightness: -100 } };
		const off = { id: 2, off: true, of: 'all', edit: { type: 'adjust', brightness: 100 } };
		await writeFile(sidecar, JSON.stringify({ ...json, strata: { edits: [dark, off] } }));
		expect(await strata('edit', 'disc.png', '-o', 'out')).toMatchObject({ code: 0, stderr: '' });
		expect((await pixel('out/disc.png', 192, 192)).slice(0, 3)).toEqual([0, 0, 0]);
		expect(await pixel('out/disc.png', 5, 5)).toEqual(await pixel('disc.png', 5, 5));

		const behind = { type: 'background', background: { kind: 'image', file: '../secret.png' } };
		const outside = { id: 1, of: { annotations: [1] }, edit: behind };
		await writeFile(sidecar, JSON.stringify({ ...json, strata: { edits: [outside] } }));
		const refused = await strata('edit', 'disc.png', '-o', 'out');
		expect(refused.code).toBe(1);
		expect(refused.stderr).toContain('its background ../secret.png is not in the folder of the image');
	});

	it('saves what an image was given in the editor as a recipe for others', async () => {
		await strata('segment', 'disc.png', '--point', '192,192', '--device', 'cpu', '--category', 'disc');
		const sidecar = path.join(folder, 'disc.png.strata.json');
		const json = JSON.parse(await readFile(sidecar, 'utf8'));
		const dark = { id: 1, of: { annotations: [1] }, edit: { type: 'adjust', brightness: -100 } };
		const [{ segmentation }] = json.annotations;
		const own = { id: 2, of: { segmentation }, edit: { type: 'fill' } };
		await writeFile(sidecar, JSON.stringify({ ...json, strata: { edits: [dark, own] } }));
		const saved = await strata('edit', 'disc.png', '--save-recipe', 'dark.json');
		expect(saved).toMatchObject({ code: 0, stdout: '1 edit → dark.json\n' });
		expect(saved.stderr).toContain('1 of the edits is of a mask without a category and not in the recipe.');
		await writeFile(sidecar, JSON.stringify(json));
		const done = await strata('edit', 'disc.png', '--recipe', 'dark.json', '-o', 'out');
		expect(done).toMatchObject({ code: 0, stdout: '1 of 1 images edited → out\n' });
		expect((await pixel('out/disc.png', 192, 192)).slice(0, 3)).toEqual([0, 0, 0]);
		expect((await strata('edit', 'disc.png')).code).toBe(2);
		const none = await strata('edit', 'disc.png', '--save-recipe', 'none.json');
		expect(none).toMatchObject({ code: 1 });
		expect(none.stderr).toContain('has no edits that mean something in other images');
	});

	it('a conversion says that edits are not carried', async () => {
		await strata('segment', 'disc.png', '--point', '192,192', '--device', 'cpu', '--category', 'disc');
		const sidecar = path.join(folder, 'disc.png.strata.json');
		const json = JSON.parse(await readFile(sidecar, 'utf8'));
		const edits = [
			{ id: 1, of: 'all', edit: { type: 'fill' } },
			{ id: 2, of: 'all', edit: { type: 'of a later version' } },
		];
		await writeFile(sidecar, JSON.stringify({ ...json, strata: { edits } }));
		const { code, stdout, stderr } = await strata('convert', 'disc.png', 'coco', '--to', 'coco');
		expect(code).toBe(0);
		expect(stdout + stderr).toContain('2 edits of images were left out');
	});

	it('says what is wrong with a recipe', async () => {
		await writeFile(
			path.join(folder, 'recipe.json'),
			'{ "edits": [{ "of": "all", "edit": { "type": "sharpen" } }] }',
		);
		const { code, stderr } = await strata('edit', 'disc.png', '--recipe', 'recipe.json', '-o', 'out');
		expect(code).toBe(2);
		expect(stderr).toMatch(/Expected a recipe in recipe\.json but .*edits/s);
	});
});
