import { describe, expect, it } from 'vitest';
import { parseBackup, serializeBackup } from '../../../../src/editor/document/model/backupContent';
import { SidecarFile, versionOf } from '../../../../src/formats/sidecar/sidecarFile';
import { FakeEditor, FakeFile, namesInText, settle, sidecarOf } from './fakes';

const uri = 'file:///a.jpg';

/** What a document's backup is after it was on disk. */
const kept = ({ model }: FakeEditor) => parseBackup(serializeBackup(model.backup(uri)));

/** A file that can be held while it is read or written. */
function held(text?: string): { file: FakeFile; hold(): void; release(): Promise<void> } {
	const file = new FakeFile(text);
	let open: () => void = () => undefined;
	return {
		file,
		hold: () => {
			file.gate = () =>
				new Promise((resolve) => {
					open = resolve;
				});
		},
		release: async () => {
			file.gate = async () => undefined;
			open();
			await settle();
		},
	};
}

describe('masks that another program saved', () => {
	it('are not overwritten unasked when they came between hot exit and the next start', async () => {
		const disk = new FakeFile(sidecarOf(1));
		const before = await FakeEditor.open(disk);
		before.add(2);
		const backup = kept(before);
		disk.text = sidecarOf(1, 3);

		const after = await FakeEditor.open(disk, { backup });
		await after.questions.answer('whoseToKeep', undefined);
		expect(after.names).toEqual(['mask 1', 'mask 2']);
		const refused = expect(after.save()).rejects.toThrow();
		await after.questions.answer('overwriteChanged', undefined);
		await refused;
		expect(namesInText(disk.text)).toEqual(['mask 1', 'mask 3']);
	});

	it('are not overwritten after the question about them was closed', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk(sidecarOf(2));
		await editor.questions.answer('whoseToKeep', undefined);
		const refused = expect(editor.save()).rejects.toThrow();
		await editor.questions.answer('overwriteChanged', undefined);
		await refused;
		expect(namesInText(editor.disk.text)).toEqual(['mask 2']);
		expect(editor.names).toEqual(['mask 1']);
	});

	it('are not overwritten by a crash’s masks without a question', async () => {
		const before = await FakeEditor.open(new FakeFile());
		before.add(1);
		const after = await FakeEditor.open(new FakeFile(sidecarOf(2)));
		expect(after.model.recover(kept(before))).toBe(true);
		await after.questions.answer('whoseToKeep', undefined);
		expect(after.names).toEqual(['mask 1']);
		const refused = expect(after.save()).rejects.toThrow();
		await after.questions.answer('overwriteChanged', undefined);
		await refused;
		after.undo();
		expect(after.names).toEqual(['mask 2']);
	});

	it('are not overwritten by “Save As” without a question', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		const other = new FakeFile(sidecarOf(2));
		let isCopied = false;
		const saveAs = () =>
			editor.model.saveAs('b.jpg', new SidecarFile(other), async () => {
				isCopied = true;
			});
		const refused = expect(saveAs()).rejects.toThrow();
		await editor.questions.answer('replaceExisting', undefined);
		await refused;
		expect(isCopied).toBe(false);
		expect(namesInText(other.text)).toEqual(['mask 2']);

		const agreed = saveAs();
		await editor.questions.answer('replaceExisting', 'replace');
		await agreed;
		expect(isCopied).toBe(true);
		expect(namesInText(other.text)).toEqual(['mask 1']);
	});

	it('are not overwritten by “Keep Mine” when they are newer than the question', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk(sidecarOf(2));
		await editor.changeOnDisk(sidecarOf(3));
		await editor.questions.answer('whoseToKeep', 'mine');
		// About the newer file.
		await editor.questions.answer('whoseToKeep', 'mine');
		await editor.save();
		expect(namesInText(editor.disk.text)).toEqual(['mask 1']);
	});
});

describe('the user’s masks', () => {
	it('kept while the file is read again are not lost', async () => {
		const { file, hold, release } = held(sidecarOf(1));
		const editor = await FakeEditor.open(file);
		hold();
		file.text = sidecarOf(1, 2);
		const reloading = editor.model.reload();
		await settle();
		expect(editor.names).toEqual(['mask 1']);
		editor.add(3);
		await release();
		await reloading;
		expect(editor.names).toEqual(['mask 1', 'mask 3']);
		await editor.questions.answer('whoseToKeep', 'mine');
		editor.undo();
		expect(editor.names).toEqual(['mask 1']);
	});

	it('kept while the file is being saved are saved too', async () => {
		const { file, hold, release } = held();
		const editor = await FakeEditor.open(file);
		editor.add(1);
		hold();
		const saving = editor.save();
		await settle();
		editor.add(2);
		await release();
		await saving;
		expect(editor.isDirty).toBe(false);
		expect(namesInText(file.text)).toEqual(['mask 1', 'mask 2']);
	});

	it('are refused, not swallowed, while the document is being reverted', async () => {
		const { file, hold, release } = held(sidecarOf(1));
		const editor = await FakeEditor.open(file);
		editor.add(2);
		hold();
		const reverting = editor.revert();
		await settle();
		expect(() => editor.add(3)).toThrow();
		await release();
		await reverting;
		expect(editor.names).toEqual(['mask 1']);
		editor.add(3);
		expect(editor.names).toEqual(['mask 1', 'mask 3']);
	});

	it('come back with undo after the file’s were taken', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk(sidecarOf(2));
		await editor.questions.answer('whoseToKeep', 'theirs');
		expect(editor.names).toEqual(['mask 2']);
		editor.undo();
		expect(editor.names).toEqual(['mask 1']);
		editor.undo();
		expect(editor.names).toEqual([]);
		expect(editor.informed).toEqual([]);
	});

	it('are kept when the file whose masks are to be taken is broken', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk('{"images": [');
		await editor.questions.answer('whoseToKeep', 'theirs');
		expect(editor.names).toEqual(['mask 1']);
		expect(editor.informed).toEqual(['theirsUnusable']);
	});

	it('saved before a revert can still be undone after it', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.save();
		editor.add(2);
		await editor.revert();
		expect(editor.names).toEqual(['mask 1']);
		editor.undo();
		expect(editor.names).toEqual([]);
		editor.redo();
		expect(editor.names).toEqual(['mask 1']);
		expect(editor.informed).toEqual([]);
		expect(editor.isDirty).toBe(false);
	});

	it('stay as they are when an edit is undone that was made before another file was read', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.save();
		await editor.changeOnDisk(sidecarOf(2));
		expect(editor.names).toEqual(['mask 2']);
		editor.undo();
		expect(editor.names).toEqual(['mask 2']);
		expect(editor.informed).toEqual(['madeBeforeReload']);
	});

	it('are still open after a save that failed, and are saved by the next', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		editor.disk.failure = new Error('ENOSPC');
		await expect(editor.save()).rejects.toThrow('ENOSPC');
		editor.disk.failure = undefined;
		expect(editor.model.isDirty).toBe(true);
		await editor.save();
		expect(namesInText(editor.disk.text)).toEqual(['mask 1']);
	});
});

describe('a question about a file that changed', () => {
	it('is settled by a save that overwrote it: a later “Keep Mine” changes nothing', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk(sidecarOf(2));
		const toast = editor.questions.open.shift()!;
		const saving = editor.save();
		await editor.questions.answer('overwriteChanged', 'overwrite');
		await saving;
		toast.answer('mine');
		await settle();
		editor.add(3);
		await editor.save();
		expect(editor.questions.open).toEqual([]);
		expect(namesInText(editor.disk.text)).toEqual(['mask 1', 'mask 3']);
	});

	it('that nobody answers does not hide what happens to the file after a save', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk(sidecarOf(2));
		editor.questions.open.shift();
		const saving = editor.save();
		await editor.questions.answer('overwriteChanged', 'overwrite');
		await saving;
		await editor.changeOnDisk(sidecarOf(4));
		expect(editor.names).toEqual(['mask 4']);
	});

	it('does not come when the file’s masks were taken and the file changes again', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk(sidecarOf(2));
		await editor.questions.answer('whoseToKeep', 'theirs');
		await editor.changeOnDisk(sidecarOf(2, 3));
		expect(editor.questions.open).toEqual([]);
		expect(editor.names).toEqual(['mask 2', 'mask 3']);
	});

	it('whose file cannot be read any more by the time of the answer ends in a message', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.changeOnDisk(sidecarOf(2));
		editor.disk.failure = new Error('EIO');
		await editor.questions.answer('whoseToKeep', 'theirs');
		expect(editor.informed).toEqual(['theirsUnusable']);
		expect(editor.names).toEqual(['mask 1']);
	});
});

describe('an image', () => {
	it('can be opened though its backup is of a newer version', async () => {
		const newer = sidecarOf(2).replace('"schema":1', '"schema":9');
		const backup = { image: uri, sidecar: newer, base: undefined };
		const editor = await FakeEditor.open(new FakeFile(sidecarOf(1)), { backup });
		expect(editor.names).toEqual(['mask 1']);
		expect(editor.informed).toEqual(['backupUnusable']);
	});

	it('can be opened though its sidecar cannot be read, and is read-only until it can', async () => {
		const disk = new FakeFile(sidecarOf(1));
		disk.failure = new Error('EACCES');
		const editor = await FakeEditor.open(disk);
		expect(editor.model.readOnlyReason).toMatchObject({ kind: 'unreadable' });
		await expect(editor.save()).rejects.toThrow();
		disk.failure = undefined;
		await editor.model.reload();
		expect(editor.model.readOnlyReason).toBeUndefined();
		expect(editor.names).toEqual(['mask 1']);
	});

	it('whose sidecar breaks keeps its masks on screen, read-only, and undo works once it is whole again', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		await editor.save();
		const whole = editor.disk.text;
		await editor.changeOnDisk('<<<<<<< HEAD');
		expect(editor.model.readOnlyReason).toMatchObject({ kind: 'unusable' });
		expect(editor.names).toEqual(['mask 1']);
		expect(() => editor.add(2)).toThrow();
		await expect(editor.save()).rejects.toThrow();
		expect(editor.disk.text).toBe('<<<<<<< HEAD');
		await editor.changeOnDisk(whole);
		expect(editor.model.readOnlyReason).toBeUndefined();
		editor.undo();
		expect(editor.names).toEqual([]);
	});

	it('of another size than its masks takes and saves no more of them', async () => {
		const editor = await FakeEditor.open(new FakeFile());
		editor.add(1);
		editor.model.setImageSize({ width: 99, height: 12 });
		expect(editor.model.readOnlyReason).toMatchObject({ kind: 'size' });
		expect(() => editor.add(2)).toThrow();
		await expect(editor.save()).rejects.toThrow();
		expect(editor.disk.text).toBeUndefined();
		expect(namesInText(editor.model.backup(uri).sidecar)).toEqual(['mask 1']);
		editor.model.setImageSize({ width: 16, height: 12 });
		await editor.save();
		expect(namesInText(editor.disk.text)).toEqual(['mask 1']);
	});

	it('has its unsaved masks again after hot exit, and saves them without a question', async () => {
		const disk = new FakeFile(sidecarOf(1));
		const before = await FakeEditor.open(disk);
		before.add(2);
		const after = await FakeEditor.open(disk, { backup: kept(before) });
		expect(after.names).toEqual(['mask 1', 'mask 2']);
		expect(after.model.isDirty).toBe(true);
		await after.save();
		expect(namesInText(disk.text)).toEqual(['mask 1', 'mask 2']);
	});

	it('whose backup does not say what it was made on is asked about', async () => {
		const old = JSON.stringify({ image: uri, sidecar: sidecarOf(1) });
		const editor = await FakeEditor.open(new FakeFile(sidecarOf(2)), { backup: parseBackup(old) });
		await editor.questions.answer('whoseToKeep', 'theirs');
		expect(editor.names).toEqual(['mask 2']);
		const fresh = await FakeEditor.open(new FakeFile(), { backup: parseBackup(old) });
		await fresh.save();
		expect(namesInText(fresh.disk.text)).toEqual(['mask 1']);
	});
});

describe('a backup', () => {
	it('says which version of the file its masks were made on', async () => {
		const editor = await FakeEditor.open(new FakeFile(sidecarOf(1)));
		editor.add(2);
		expect(kept(editor).base).toBe(versionOf(sidecarOf(1)));
		await editor.changeOnDisk(sidecarOf(3));
		expect(kept(editor).base).toBe(versionOf(sidecarOf(1)));
		await editor.questions.answer('whoseToKeep', 'mine');
		expect(kept(editor).base).toBe(versionOf(sidecarOf(3)));
	});

	it('that was cut short is refused', () => {
		expect(() => parseBackup('{"image": "file:///a.jpg", "side')).toThrow();
		expect(() => parseBackup('{}')).toThrow();
	});
});

describe('what is shown of the image file', () => {
	it('is remembered by the sidecar and can be undone', async () => {
		const editor = await FakeEditor.open(new FakeFile(sidecarOf(1)));
		editor.model.changeView({ page: 2, range: [0, 4095] });
		expect(editor.model.isDirty).toBe(true);
		await editor.save();
		expect(namesInText(editor.disk.text)).toEqual(['mask 1']);
		expect((await FakeEditor.open(editor.disk)).model.view).toEqual({ page: 2, range: [0, 4095] });
		editor.undo();
		expect(editor.model.view).toEqual({});
		editor.redo();
		expect(editor.model.view).toEqual({ page: 2, range: [0, 4095] });
	});

	it('can be changed back where its masks are of a page of another size, and nothing else can', async () => {
		const editor = await FakeEditor.open(new FakeFile(sidecarOf(1)));
		editor.model.changeView({ page: 2 });
		editor.model.setImageSize({ width: 100, height: 100 });
		expect(() => editor.add(2)).toThrow();
		editor.model.changeView({});
		editor.model.setImageSize({ width: 16, height: 12 });
		editor.add(2);
		expect(editor.names).toEqual(['mask 1', 'mask 2']);
	});
});
