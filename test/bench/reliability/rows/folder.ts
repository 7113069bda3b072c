import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { filesBelow, imageSize, isImageName } from '../../../../src/dataset/imageFiles';
import { filterImages } from '../../../../src/editor/images/imageList';
import { WorkspaceImages } from '../../../../src/editor/images/workspaceImages';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import { addAnnotations, applyEdit } from '../../../../src/shared/annotations/annotationEdits';
import { countMemory, countTry, type Row } from '../row';
import { numberedMask, savedImage } from '../saveHelper';
import { openFolder } from '../vscodeOnDisk';

/** A folder of many images, half of them annotated. */
export const folder: Row = {
	name: 'folder',
	promise: 'The Images view and the command line list 10,000 images in time',
	limit: 5,
	isProcessorTime: true,
	memoryLimit: 1536,
	async run(result, { folder: root, length }) {
		const count = length === 'full' ? 20_000 : 10_000;
		await writeFolder(root, count);
		const time = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
			const from = process.cpuUsage();
			const value = await act();
			const { user, system } = process.cpuUsage(from);
			const ms = (user + system) / 1000;
			countTry(result, folder, what, ms);
			result.notes.push(`${what}: ${Math.round(ms)} ms`);
			return value;
		};
		const files = await time('strata: find the files', () => filesBelow(root, isImageName));
		await time('strata: read the sizes of 1,000 images', async () => {
			for (const file of files.slice(0, 1000)) await imageSize(file);
		});
		openFolder(root);
		const view = new WorkspaceImages();
		let changes = 0;
		view.onDidChange(() => changes++);
		const listed = await time('Images view: list', () => view.list());
		const full = await time('Images view: until all annotations files are read', async () => {
			for (;;) {
				const images = await view.list();
				if (images.every(({ isAnnotated, summary }) => !isAnnotated || summary)) return images;
				await wait(50);
			}
		});
		const filtered = await time('Images view: filter by a category', async () =>
			filterImages(full, { states: ['annotated'], categories: ['thing 3'] }),
		);
		view.dispose();
		const annotated = full.filter(({ isAnnotated }) => isAnnotated).length;
		result.notes.push(
			`${listed.length} images, ${annotated} annotated, ${filtered.length} with the category; ${changes} events`,
		);
		if (files.length !== count || listed.length !== count) {
			result.lost += count - Math.min(files.length, listed.length);
			result.broken.push(`of ${count} images ${files.length} were found and ${listed.length} listed`);
		}
		if (annotated !== count / 2 || filtered.length !== count / 20) {
			result.broken.push(`${annotated} images are annotated, and ${filtered.length} have the category`);
		}
		countMemory(result, process.resourceUsage().maxRSS / 1024);
	},
};

/** Images in folders of 1,000; every second one has three masks of one of ten categories. */
async function writeFolder(root: string, count: number): Promise<void> {
	const pixels = { ...savedImage, channels: 3, background: '#888' } as const;
	const bytes = await sharp({ create: pixels }).jpeg().toBuffer();
	for (let i = 0; i < count; i++) {
		const inside = path.join(root, `part ${Math.floor(i / 1000)}`);
		if (i % 1000 === 0) await mkdir(inside);
		const file = path.join(inside, `picture ${i}.jpg`);
		await writeFile(file, bytes);
		if (i % 2 === 0) continue;
		const name = `thing ${((i - 1) / 2) % 10}`;
		const masks = [1, 2, 3].map((number) => numberedMask(i * 3 + number, name));
		const set = applyEdit(emptySidecar.set, addAnnotations(emptySidecar.set, masks));
		const image = { fileName: path.basename(file), ...savedImage };
		await writeFile(`${file}.strata.json`, serializeSidecar({ ...emptySidecar, set }, image));
	}
}
