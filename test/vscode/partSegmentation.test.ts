import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import type { StrataEditor } from './harness/editor';
import type { Coco } from './harness/sidecar';
import { until } from './harness/until';
import { untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const shared = path.resolve(root, '..', 'shared');
const person = { from: path.join(shared, 'train/ccp/photos/0001.jpg'), file: 'person.jpg' };
const house = { from: path.join(shared, 'train2/photos/facade-5893.jpg'), file: 'house.jpg' };
const absent = [person, house].map(({ from }) => from).find((from) => !existsSync(from));
if (absent !== undefined) console.log(`skipped: parts of people and buildings in photographs (no ${absent})`);

const parts = {
	person: ['hair', 'skin', 'shirt', 'jacket', 'coat', 'sweater', 'dress', 'trousers', 'skirt', 'shoe', 'bag'],
	building: ['window', 'balcony', 'shop'],
};

describe.skipIf(absent !== undefined)('parts of a photograph', { sequential: true }, () => {
	const vscode = useVSCode({ settings: { 'strata.everything.pointsPerSide': 24 } });

	beforeAll(async () => {
		for (const { from, file } of [person, house]) await copyFile(from, vscode().path(file));
		await mkdir(vscode().path('.strata'));
		const objects = Object.keys(parts).map((name) => ({ name, kind: 'object' }));
		const inThem = Object.values(parts).flatMap((names) => names.map((name) => ({ name, kind: 'part' })));
		const list = { categories: [...objects, ...inThem] };
		await writeFile(vscode().path('.strata/categories.json'), JSON.stringify(list));
	});

	/** All of the list are looked for. @returns the names that are suggested, saved as suggestions */
	async function segmentParts(file: string): Promise<readonly string[]> {
		const { workbench } = vscode();
		await workbench.runCommand('Notifications: Clear All Notifications');
		await workbench.runCommand('Strata: Part Segmentation…');
		await workbench.untilTitled('Categories to Look For');
		await workbench.accept();
		await until(
			'masks of them',
			async () =>
				(await workbench.notifications()).some((text) => /Masks of these categories: [1-9]/.test(text)),
			240_000,
		);
		await vscode().screenshot(`parts in ${file}`);
		await workbench.clickNotificationButton('Review');
		await vscode().screenshot(`review of parts in ${file}`);
		await workbench.save();
		const { annotations } = await vscode().readJson<Coco>(`${file}.strata.json`);
		return annotations.flatMap(({ strata }) => {
			const { suggested } = (strata ?? {}) as { readonly suggested?: { readonly name: string } };
			return suggested ? [suggested.name] : [];
		});
	}

	it('are those of a person, who is found with what is worn', async () => {
		await (await vscode().openInStrata(person.file)).untilReady();
		const names = await segmentParts(person.file);
		expect(names).toContain('person');
		expect(names.filter((name) => parts.person.includes(name)).length).toBeGreaterThan(2);
		expect(names.filter((name) => parts.building.includes(name))).toEqual([]);
	});

	it('are those of what the user calls a building', async () => {
		const editor = await (await vscode().openInStrata(house.file)).untilReady();
		await nameLargest(editor, 'building');
		const names = await segmentParts(house.file);
		expect(names.filter((name) => name === 'window').length).toBeGreaterThan(2);
		expect(names.filter((name) => parts.person.includes(name))).toEqual([]);
	});

	async function nameLargest(editor: StrataEditor, name: string): Promise<void> {
		const { workbench } = vscode();
		await editor.clickImage({ x: 480, y: 360 });
		await untilLadder(editor);
		const shown = editor.frame.locator('.level.shown');
		const last = editor.frame.locator('.level').last();
		await until('the largest level', async () => {
			await editor.press(']');
			return (await shown.getAttribute('data-level')) === (await last.getAttribute('data-level'));
		});
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.pick(name);
		await untilSelected(editor, name);
	}
});
