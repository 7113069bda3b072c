import { describe, expect, it } from 'vitest';
import {
	type BackupContent,
	parseBackup,
	serializeBackup,
} from '../../../../src/editor/document/model/backupContent';
import fc from '../../fastCheck';
import { FakeEditor, FakeFile, FakeQuestions, namesInText, settle, sidecarOf } from './fakes';

/** What happens in a run, in order. Work with the file goes on only at `step`, so that all interleaves. */
type Act =
	| { readonly kind: 'add' | 'undo' | 'redo' | 'save' | 'revert' | 'backup' | 'crash' | 'close' | 'event' }
	| { readonly kind: 'step'; readonly count: number }
	/** Another program writes: it adds a mask to what is there, begins anew, breaks the file, or removes it. */
	| { readonly kind: 'disk'; readonly how: 'adds' | 'replaces' | 'breaks' | 'removes' }
	| { readonly kind: 'answer'; readonly choice: number };

const act: fc.Arbitrary<Act> = fc.oneof(
	{ weight: 6, arbitrary: fc.constant<Act>({ kind: 'add' }) },
	{
		weight: 10,
		arbitrary: fc.record({ kind: fc.constant('step' as const), count: fc.integer({ min: 1, max: 4 }) }),
	},
	{
		weight: 8,
		arbitrary: fc
			.constantFrom('undo', 'redo', 'save', 'save', 'revert', 'backup', 'crash', 'close', 'event')
			.map((kind): Act => ({ kind: kind as 'add' })),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('disk' as const),
			how: fc.constantFrom('adds', 'replaces', 'breaks', 'removes'),
		}),
	},
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant('answer' as const), choice: fc.nat(2) }) },
);

const choices = {
	whoseToKeep: ['mine', 'theirs', undefined],
	overwriteChanged: ['overwrite', undefined, undefined],
	replaceExisting: ['replace', undefined, undefined],
};

/** A user, a disk and another program around one document; knows which masks nobody has given up. */
class World {
	readonly file = new FakeFile();
	/** What hot exit has; VS Code keeps the newest. */
	private backup: BackupContent | undefined;
	private editor!: FakeEditor;
	private questions!: FakeQuestions;
	private waiting: (() => void)[] = [];
	private nextMask = 1;
	/** The masks of the user that nobody has given up. */
	private readonly mine = new Set<string>();
	/** Those of the other program, as long as it keeps them itself. */
	private theirs = new Set<string>();
	private readonly running: Promise<unknown>[] = [];
	private reverting = 0;

	constructor() {
		this.file.gate = () => new Promise((resolve) => this.waiting.push(resolve));
	}

	async open(): Promise<void> {
		this.waiting = [];
		this.running.length = 0;
		this.reverting = 0;
		this.questions = new FakeQuestions();
		const { backup, questions } = this;
		const options = backup ? { backup, questions } : { questions };
		const opening = FakeEditor.open(this.file, options);
		await this.finish(opening);
		this.editor = await opening;
	}

	async do(one: Act): Promise<void> {
		const { editor } = this;
		switch (one.kind) {
			case 'add':
				return this.add();
			case 'undo':
				return this.giveUpWhatGoes(() => editor.undo());
			case 'redo':
				return this.giveUpWhatGoes(() => editor.redo());
			case 'save':
				return this.run(editor.save().then(() => this.dropBackup(editor)));
			case 'revert':
				return this.revert();
			case 'backup':
				this.backup = parseBackup(serializeBackup(editor.model.backup('file:///a.jpg')));
				return;
			case 'crash':
				return this.crash();
			case 'close':
				return this.close();
			case 'event':
				return this.run(editor.model.reload());
			case 'step':
				for (let i = 0; i < one.count; i++) {
					this.waiting.shift()?.();
					await settle();
				}
				return;
			case 'disk':
				return this.disk(one.how);
			case 'answer':
				return this.answer(one.choice);
		}
	}

	/** Lets all work end, closing every question without an answer. */
	async end(): Promise<void> {
		await settle();
		for (let turns = 0; this.questions.open.length > 0 || this.waiting.length > 0; turns++) {
			if (turns > 1000) throw new Error('Expected the questions to end');
			this.waiting.shift()?.();
			this.questions.open.shift()?.answer(undefined);
			await settle();
		}
		await Promise.all(this.running);
		await this.finish(this.editor.model.reload());
	}

	check(): void {
		const backup = this.backup && namesInText(this.backup.sidecar);
		const kept = new Set([...this.editor.names, ...namesOnDisk(this.file.text), ...(backup ?? [])]);
		expect([...this.mine].filter((name) => !kept.has(name))).toEqual([]);
		const safe = new Set([...namesOnDisk(this.file.text), ...this.editor.names]);
		expect([...this.theirs].filter((name) => !safe.has(name))).toEqual([]);
	}

	private add(): void {
		const n = this.nextMask++;
		try {
			this.editor.add(n);
		} catch {
			// Refused: the mask was never kept, and its levels are still open.
			return;
		}
		this.mine.add(`mask ${n}`);
	}

	/** What the user takes out of the document with a key was given up, and what comes back is wanted again. */
	private giveUpWhatGoes(key: () => void): void {
		const before = new Set(this.editor.names);
		key();
		const after = new Set(this.editor.names);
		for (const name of before) if (!after.has(name)) this.giveUp(name);
		for (const name of after) if (!before.has(name)) this.mine.add(name);
	}

	private giveUp(name: string): void {
		this.mine.delete(name);
		this.theirs.delete(name);
	}

	/** “Revert File” gives up what is unsaved by then; VS Code asks the user first. */
	private revert(): void {
		const { editor } = this;
		// While it waits for its turn, a save before it may still write them.
		for (const name of editor.names) this.mine.delete(name);
		this.reverting++;
		this.run(
			editor
				.revert()
				.then(() => this.dropBackup(editor))
				.finally(() => {
					this.reverting--;
				}),
		);
	}

	private disk(how: 'adds' | 'replaces' | 'breaks' | 'removes'): void {
		const before = namesOnDisk(this.file.text).map((name) => Number(name.slice('mask '.length)));
		const mask = this.nextMask++;
		const numbers = how === 'adds' ? [...before, mask] : how === 'replaces' ? [mask] : [];
		// What the other program takes out of the file is not for us to keep.
		for (const n of before) if (!numbers.includes(n)) this.giveUp(`mask ${n}`);
		if (how === 'adds' || how === 'replaces') this.theirs.add(`mask ${mask}`);
		this.file.text = how === 'breaks' ? '{"images":' : how === 'removes' ? undefined : sidecarOf(...numbers);
	}

	private async answer(choice: number): Promise<void> {
		const asked = this.questions.open.shift();
		if (!asked) return;
		const value = choices[asked.name][choice];
		asked.answer(value);
		// An explicit answer gives up what the other side has.
		if (value === 'theirs') for (const name of this.editor.names) this.mine.delete(name);
		if (value === 'mine' || value === 'overwrite') this.theirs.clear();
		await settle();
	}

	/** What was neither in a file nor in a backup goes with the power; the rest must not. */
	private async crash(): Promise<void> {
		this.editor.model.dispose();
		const safe = new Set([
			...namesOnDisk(this.file.text),
			...(this.backup ? namesInText(this.backup.sidecar) : []),
		]);
		for (const name of this.mine) if (!safe.has(name)) this.mine.delete(name);
		await this.open();
	}

	/** VS Code closes a tab without a question only when it has no dot; then all must be in the file. */
	private async close(): Promise<void> {
		if (this.editor.isDirty || this.waiting.length > 0 || this.reverting > 0) return;
		if (this.editor.model.hasConflict) return;
		this.editor.model.dispose();
		this.backup = undefined;
		const safe = new Set(namesOnDisk(this.file.text));
		expect([...this.mine].filter((name) => !safe.has(name))).toEqual([]);
		await this.open();
	}

	/** VS Code drops its backup as soon as the tab has no dot. */
	private dropBackup(editor: FakeEditor): void {
		if (editor === this.editor && !editor.isDirty) this.backup = undefined;
	}

	private run(work: Promise<unknown>): void {
		this.running.push(work.catch(() => undefined));
	}

	private async finish(work: Promise<unknown>): Promise<void> {
		let isDone = false;
		void work.finally(() => {
			isDone = true;
		});
		for (let turns = 0; !isDone; turns++) {
			if (turns > 1000) throw new Error('Expected the work to end but it waits for ever');
			this.waiting.shift()?.();
			await settle();
		}
	}
}

function namesOnDisk(text: string | undefined): string[] {
	try {
		return namesInText(text);
	} catch {
		return [];
	}
}

describe('whatever the user, VS Code and another program do, in whatever order', () => {
	it('leaves every mask in the document, in a file, or given up by an explicit answer', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(act, { maxLength: 60, size: 'max' }), async (acts) => {
				const world = new World();
				await world.open();
				for (const one of acts) await world.do(one);
				await world.end();
				world.check();
			}),
			{ numRuns: 1000 },
		);
	}, 60_000);
});
