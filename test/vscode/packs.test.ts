import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import { bundledPack } from '../../src/shared/bundledPack';
import { writeInpaintPack } from '../inference/inpaintPack';
import { ModelServer } from '../inference/modelServer';
import { writeTinyPack } from '../inference/tinyPack';
import type { StrataEditor } from './harness/editor';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { shown, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const filler = 'Tiny lama';
const copy = { id: 'mobile-sam-copy', name: 'MobileSAM Copy' };

let stopServer: () => Promise<void> = async () => undefined;
const server = await ModelServer.start((stop) => {
	stopServer = stop;
});
afterAll(() => stopServer());

const vscode = useVSCode({
	files: [`media/samples/${image}`],
	machineSettings: { 'strata.models.mirror': server.origin, 'strata.inference.device': 'cpu' },
});

const packsFolder = () => path.join(vscode().userDataDir, 'User/globalStorage/strata.strata/packs');
const visiblePacks = async () =>
	(await readdir(packsFolder()).catch(() => [])).filter((name) => !name.startsWith('.'));

/** Puts a pack into the installed extension's catalogue: the model that is not shipped, under another name. */
beforeAll(async () => {
	const folder = path.join(root, 'models/mobile-sam');
	const { id, name, licence, source, ...manifest } = JSON.parse(
		await readFile(path.join(folder, 'pack.json'), 'utf8'),
	);
	const files = await Promise.all(
		[manifest.encoder, manifest.encoder.onCpu, manifest.prepare, manifest.decoder].map(async (graph) => {
			const bytes = await readFile(path.join(folder, graph.file));
			server.files.set(`/copy/${graph.file}`, bytes);
			const url = `https://models.example/copy/${graph.file}`;
			return { file: graph.file, url, bytes: bytes.length, sha256: graph.sha256 };
		}),
	);
	const fills = await inpaintEntry();
	const entry = { ...copy, goodFor: 'A second model to switch to.', licence, source, files, manifest };
	const [installed] = (await readdir(vscode().extensionsDir)).filter((one) =>
		one.startsWith('strata.strata'),
	);
	const file = path.join(vscode().extensionsDir, installed!, 'models/catalogue.json');
	const catalogue = JSON.parse(await readFile(file, 'utf8'));
	await writeFile(file, JSON.stringify({ ...catalogue, packs: [entry, fills, ...catalogue.packs] }));
});

/** The entry of a pack that fills places, as the catalogue has LaMa. */
async function inpaintEntry() {
	const made = path.join(vscode().workspace, '..', 'fills');
	const folder = path.join(made, await writeInpaintPack(made, 'lama', [10, 60, 200]));
	const bytes = await readFile(path.join(folder, 'model.onnx'));
	server.files.set('/fills/model.onnx', bytes);
	const { id, name, licence, ...manifest } = JSON.parse(
		await readFile(path.join(folder, 'pack.json'), 'utf8'),
	);
	const { sha256 } = manifest.inpaint;
	const url = 'https://models.example/fills/model.onnx';
	const files = [{ file: 'model.onnx', url, bytes: bytes.length, sha256 }];
	const source = 'https://models.example/fills';
	return { id, name, licence, source, goodFor: 'Fills places.', files, manifest };
}

const statusBarSays = (text: string) =>
	until(`the status bar to say ${text}`, async () =>
		(await vscode().workbench.statusBar()).some((item) => item.includes(text)),
	);

/** The notifications with buttons stay until somebody answers: away with those of an earlier test. */
async function clearNotifications(): Promise<void> {
	await vscode().workbench.runCommand('Notifications: Clear All Notifications');
}

async function openLadderAt(editor: StrataEditor, name: string) {
	await editor.clickImage((await truthOf(name)).click);
	return untilLadder(editor);
}

// One user's hour: each test goes on where the last one stopped.
describe('another model', { sequential: true }, () => {
	it('is cancelled while it comes, and leaves no half pack', async () => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await openLadderAt(editor, 'mug');
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('mug');
		await untilSelected(editor, 'mug');
		await openLadderAt(editor, 'hub');

		server.next.push(server.stallingAfter(5_000_000));
		await workbench.runCommand('Strata: Install Model Pack…');
		const row = await until('the catalogue', async () =>
			(await workbench.quickPick()).find(({ label }) => label === copy.name),
		);
		expect(row.description).toBe('58 MB · Apache-2.0');
		await vscode().screenshot('install quick pick');
		await workbench.pick(copy.name);
		await workbench.notification(/^Installing MobileSAM Copy: 5\.0 of \d+ MB$/);
		await vscode().screenshot('install progress');
		await workbench.clickNotificationButton('Cancel');
		await until('the progress to go', async () => (await workbench.notifications()).length === 0);
		expect(await visiblePacks()).toEqual([]);
	});

	it('is installed from where that stopped, and used at once: masks and clicks stay', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await workbench.runCommand('Strata: Install Model Pack…');
		await workbench.pick(copy.name);
		expect(await workbench.notification(/is installed/)).toBe('MobileSAM Copy is installed.');
		await vscode().screenshot('installed');
		expect(await visiblePacks()).toEqual([copy.id]);
		const again = server.requests.filter(({ path }) => path === '/copy/encoder.onnx').at(-1);
		expect(Number(/^bytes=(\d+)-$/.exec(again?.range ?? '')?.[1])).toBeGreaterThan(0);

		await workbench.clickNotificationButton('Use It Now');
		await statusBarSays(copy.name);
		await editor.untilReady();
		const { levels } = await untilLadder(editor);
		expect(levels.length).toBeGreaterThan(1);
		await vscode().screenshot('switched');

		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('hub');
		await untilSelected(editor, 'hub');
		await workbench.save();
		const { annotations } = await vscode().readJson<Coco>(sidecar);
		expect(annotations.map(({ strata }) => strata)).toMatchObject([{ pack: bundledPack }, { pack: copy.id }]);
	});

	it('is chosen among those that are there', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await openLadderAt(editor, 'orange');
		await workbench.runCommand('Strata: Choose Model');
		await workbench.untilTitled('Choose Model');
		const rows = await workbench.quickPick();
		await vscode().screenshot('choose model');
		expect(rows.map(({ label, description }) => [label, description])).toMatchObject([
			['Strata S', 'Apache-2.0'],
			['MobileSAM Copy', 'Apache-2.0 · in use'],
			['Install Model Pack…', ''],
			['Add Model Pack from Folder…', ''],
			['Remove Model Pack…', ''],
		]);
		await workbench.pick('Strata S');
		await statusBarSays('Strata S');
		await untilLadder(editor);
	});

	it('that is damaged is not loaded; the one before comes back, and asks the same', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const decoder = path.join(packsFolder(), copy.id, 'decoder.onnx');
		const whole = await readFile(decoder);
		const damaged = Buffer.from(whole);
		damaged[1000]! ^= 1;
		await writeFile(decoder, damaged);
		await workbench.runCommand('Strata: Choose Model');
		await workbench.pick(copy.name);
		expect(await workbench.notification(/altered or damaged/)).toContain('Install the pack again');
		await untilShown(editor, 'the failure in the editor', ({ failed }) =>
			/^The model file/.test(failed ?? ''),
		);
		await vscode().screenshot('damaged pack');
		await workbench.clickNotificationButton('Back to Strata S');
		await untilLadder(editor);
		expect((await shown(editor)).failed).toBeUndefined();
		await clearNotifications();
	});

	it('that is damaged is installed again, and then answers', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await workbench.runCommand('Strata: Choose Model');
		await workbench.pick(copy.name);
		await workbench.notification(/altered or damaged/);
		await clearNotifications();
		await workbench.runCommand('Strata: Install Model Pack…');
		await workbench.pick(copy.name);
		await workbench.notification(/is installed/);
		server.requests.length = 0;
		await workbench.clickNotificationButton('Install Again');
		await until('the download to end', () => server.requests.length === 4);
		await workbench.notification(/is installed/);
		await workbench.clickNotificationButton('Use It Now');
		await statusBarSays(copy.name);
		await untilLadder(editor);
		expect((await shown(editor)).failed).toBeUndefined();
		await clearNotifications();
	});

	it('is added from a folder of ONNX files, with what they do not say', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const made = path.join(vscode().workspace, '..', 'made');
		await writeTinyPack(made);
		const folder = path.join(made, 'Finds Red');
		await mkdir(path.join(folder, 'inner'), { recursive: true });
		for (const file of ['encoder.onnx', 'decoder.onnx']) {
			await cp(path.join(made, 'tiny', file), path.join(folder, file));
		}
		await workbench.runCommand('Strata: Add Model Pack from Folder…');
		await workbench.chooseFolder('Add Model Pack from Folder', folder, 'inner');
		const titled = (step: number) => workbench.untilTitled(`Add Model Pack: SAM (${step}/4)`);
		await titled(1);
		await vscode().screenshot('add pack form');
		await workbench.accept();
		await titled(2);
		await workbench.pick('MIT');
		await titled(3);
		await workbench.type('made by a test');
		await titled(4);
		const [usual] = await workbench.quickPick();
		expect(usual).toMatchObject({
			label: 'ImageNet’s mean and standard deviation',
			description: 'usual for SAM',
		});
		await workbench.pick('ImageNet’s mean and standard deviation');
		expect(await workbench.notification(/was added/)).toBe('Finds Red was added.');
		const manifest = JSON.parse(await readFile(path.join(packsFolder(), 'finds-red', 'pack.json'), 'utf8'));
		expect(manifest).toMatchObject({ name: 'Finds Red', licence: 'MIT', source: 'made by a test' });
		await workbench.clickNotificationButton('Use It Now');
		await statusBarSays('Finds Red');
		await editor.untilReady();
		await rm(made, { recursive: true });
	});

	it('that fills places is installed like others, and chosen beside the built-in fill', async () => {
		const { workbench } = vscode();
		await clearNotifications();
		await workbench.runCommand('Strata: Install Model Pack…');
		await workbench.pick(filler);
		expect(await workbench.notification(/is installed/)).toBe(`${filler} is installed.`);
		const fills = async () => {
			await workbench.runCommand('Strata: Choose Model');
			await workbench.untilTitled('Choose Model');
			const rows = await workbench.quickPick();
			const at = rows.findIndex(({ label }) => label === 'Built-in Fill');
			return rows.slice(at, at + 2).map(({ label, description }) => [label, description]);
		};
		expect(await fills()).toEqual([
			['Built-in Fill', ''],
			[filler, 'MIT'],
		]);
		await vscode().screenshot('choose model that fills');
		await workbench.pick(filler);
		expect(await workbench.notification(/fills places/)).toBe(
			`${filler} fills places in exported images from now on.`,
		);
		expect(await fills()).toEqual([
			['Built-in Fill', ''],
			[filler, 'MIT · in use'],
		]);
		await workbench.pick('Built-in Fill');
		// Masks are still made with the other one.
		await statusBarSays('Finds Red');
		await clearNotifications();
	});

	it('is removed while it is in use: the bundled one replaces it, masks stay', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await clearNotifications();
		await workbench.runCommand('Strata: Remove Model Pack…');
		await workbench.untilTitled('Remove Model Pack');
		const offered = await workbench.quickPick();
		expect(offered.map(({ label, description }) => [label, description])).toEqual([
			['Finds Red', 'in use'],
			[copy.name, ''],
			[filler, ''],
		]);
		await workbench.pick('Finds Red');
		const words = await until('the question', () => workbench.dialog());
		expect(words).toMatch(
			/Remove Finds Red\?.*It is in use: the model that is bundled with Strata replaces it\./,
		);
		await workbench.clickDialogButton('Cancel');
		expect(await visiblePacks()).toContain('finds-red');
		await workbench.runCommand('Strata: Remove Model Pack…');
		await workbench.pick('Finds Red');
		await until('the question', () => workbench.dialog());
		await workbench.clickDialogButton('Remove');
		await workbench.notification(/Finds Red was removed\./);
		expect(await visiblePacks()).toEqual([copy.id, 'tiny-lama']);
		await statusBarSays('Strata S');
		await editor.untilReady();
		const { annotations } = await vscode().readJson<Coco>(sidecar);
		expect(new Set(annotations.map(({ strata }) => strata?.pack))).toContain(copy.id);
	});
});
