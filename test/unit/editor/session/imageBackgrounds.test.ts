import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
	askBackground,
	findBackground,
	readBackgrounds,
} from '../../../../src/editor/session/imageBackgrounds';

const disk = vi.hoisted(() => ({
	files: new Map<string, Uint8Array>(),
	chosen: undefined as { scheme: string; authority: string; path: string }[] | undefined,
}));

vi.mock('vscode', async (original) => ({
	...(await original<object>()),
	Uri: {
		joinPath: (uri: { path: string }, ...names: string[]) => ({
			...uri,
			path: path.posix.join(uri.path, ...names),
		}),
	},
	workspace: {
		fs: {
			stat: async ({ path: file }: { path: string }) => {
				if (!disk.files.has(file)) throw new Error('ENOENT');
			},
			readFile: async ({ path: file }: { path: string }) => disk.files.get(file),
		},
	},
	window: { showOpenDialog: async () => disk.chosen },
}));

const uri = (file: string) => ({ scheme: 'file', authority: '', path: file }) as never;
const image = uri('/photos/cat.jpg');

beforeEach(() => {
	disk.files = new Map([
		['/photos/sea/beach.jpg', Uint8Array.of(1, 2)],
		['/secret.jpg', Uint8Array.of(3)],
		['/photos-of-others/a.jpg', Uint8Array.of(4)],
	]);
});

describe('a picture that an edit puts behind', () => {
	it('is found in the folder of the image and below', async () => {
		expect(await findBackground(image, 'sea/beach.jpg')).toMatchObject({ path: '/photos/sea/beach.jpg' });
		const edit = {
			type: 'background',
			softness: 2,
			background: { kind: 'image', file: 'sea/beach.jpg' },
		} as const;
		expect(await readBackgrounds(image, [edit, { type: 'fill', softness: 2 }])).toEqual({
			'sea/beach.jpg': Uint8Array.of(1, 2),
		});
	});

	it.each(['../secret.jpg', '/../secret.jpg', '../photos-of-others/a.jpg', 'sea/../../secret.jpg'])(
		'is never read elsewhere: %s',
		async (name) => {
			await expect(findBackground(image, name)).rejects.toThrow('is not in the folder of the image');
		},
	);

	it('is said to be missing in a sentence', async () => {
		await expect(findBackground(image, 'gone.jpg')).rejects.toThrow(
			'The background gone.jpg was not found. Put it back, or choose another picture.',
		);
	});

	it('is chosen by its path from the folder of the image, and nowhere else', async () => {
		disk.chosen = [uri('/photos/sea/beach.jpg')];
		expect(await askBackground(image)).toBe('sea/beach.jpg');
		disk.chosen = undefined;
		expect(await askBackground(image)).toBeUndefined();
		disk.chosen = [uri('/photos-of-others/a.jpg')];
		await expect(askBackground(image)).rejects.toThrow('a.jpg is not in the folder of the image');
	});
});
