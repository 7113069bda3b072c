import type { BackupContent } from '../../../../src/editor/document/model/backupContent';
import { DocumentModel } from '../../../../src/editor/document/model/documentModel';
import type {
	DocumentPorts,
	Questions,
	UndoableEdit,
} from '../../../../src/editor/document/model/documentPorts';
import type { DocumentProblem } from '../../../../src/editor/document/model/documentProblem';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { SidecarFile } from '../../../../src/formats/sidecar/sidecarFile';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import type { TextFile } from '../../../../src/node/textFile';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import { addAnnotations, applyEdit } from '../../../../src/shared/annotations/annotationEdits';
import { box, newAnnotation } from '../../shared/annotations/annotationSets';

const image = { fileName: 'a.jpg', width: 16, height: 12 } as const;

/** The mask number `n`, of its own category, so that it is known again wherever it goes. */
const mask = (n: number) =>
	newAnnotation(box(n % 16, Math.floor(n / 16) % 12, 1, 1), { name: `mask ${n}`, kind: 'object' });

/** The names of the masks in a set. */
const namesIn = ({ annotations, categories }: AnnotationSet): string[] =>
	annotations.map(({ categoryId }) => categories.find(({ id }) => id === categoryId)!.name);

export const namesInText = (text: string | undefined): string[] =>
	text === undefined ? [] : namesIn(parseSidecar(text).set);

/** A sidecar of these masks, as another program writes it. */
export function sidecarOf(...numbers: readonly number[]): string {
	const masks = numbers.map(mask);
	const set = applyEdit(emptySidecar.set, addAnnotations(emptySidecar.set, masks));
	return serializeSidecar({ ...emptySidecar, set }, image);
}

/** A file in memory. Each access waits for `gate`, which a test may hold. */
export class FakeFile implements TextFile {
	gate: () => Promise<void> = async () => undefined;
	failure: Error | undefined;
	writes = 0;

	constructor(public text?: string) {}

	async read(): Promise<string | undefined> {
		await this.gate();
		if (this.failure) throw this.failure;
		return this.text;
	}

	async write(text: string): Promise<void> {
		if (this.failure) throw this.failure;
		this.writes++;
		this.text = text;
		// The file has changed by now, but who wrote it has not heard of it yet.
		await this.gate();
	}

	async lock<T>(action: () => Promise<T>): Promise<T> {
		return action();
	}
}

type Asked = keyof Questions;

/** Questions that wait for the test to answer them. */
export class FakeQuestions implements Questions {
	readonly open: { readonly name: Asked; answer(value: string | undefined): void }[] = [];

	whoseToKeep = () => this.ask<'mine' | 'theirs'>('whoseToKeep');
	overwriteChanged = () => this.ask<'overwrite'>('overwriteChanged');
	replaceExisting = () => this.ask<'replace'>('replaceExisting');

	/** Answers the oldest open question, which must be this one; undefined closes it without an answer. */
	async answer(name: Asked, value: string | undefined): Promise<void> {
		await settle();
		const asked = this.open.shift();
		if (asked?.name !== name) throw new Error(`Expected ${name} to be asked but it is ${asked?.name}`);
		asked.answer(value);
		await settle();
	}

	private ask<T extends string>(name: Asked): Promise<T | undefined> {
		return new Promise((resolve) => {
			this.open.push({ name, answer: (value) => resolve(value as T | undefined) });
		});
	}
}

/** Lets everything that can go on go on. */
export const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** A document with its file, its user and VS Code's undo stack, as VS Code 1.100 keeps it for custom editors. */
export class FakeEditor implements Omit<DocumentPorts, 'file'> {
	model!: DocumentModel;
	readonly informed: DocumentProblem['kind'][] = [];
	private readonly edits: UndoableEdit[] = [];
	private index = 0;
	private savePoint = 0;
	private isFromBackup = false;

	private constructor(
		readonly disk: FakeFile,
		readonly questions: FakeQuestions,
	) {}

	static async open(
		disk: FakeFile,
		{ backup, questions = new FakeQuestions() }: { backup?: BackupContent; questions?: FakeQuestions } = {},
	): Promise<FakeEditor> {
		const editor = new FakeEditor(disk, questions);
		const ports = { ...editor.ports(), file: new SidecarFile(disk) };
		editor.isFromBackup = backup !== undefined;
		editor.model = await DocumentModel.open(image.fileName, ports, undefined, backup);
		editor.model.setImageSize(image);
		return editor;
	}

	private ports(): Omit<DocumentPorts, 'file'> {
		return {
			questions: this.questions,
			changed: () => this.changed(),
			edited: (edit) => this.edited(edit),
			inform: (problem) => this.inform(problem),
		};
	}

	changed(): void {}

	inform({ kind }: DocumentProblem): void {
		this.informed.push(kind);
	}

	edited(edit: UndoableEdit): void {
		this.edits.splice(this.index);
		if (this.savePoint > this.index) this.savePoint = -1;
		this.edits.push(edit);
		this.index++;
	}

	/** Whether VS Code asks before it closes the tab. */
	get isDirty(): boolean {
		return this.isFromBackup || this.index !== this.savePoint;
	}

	get names(): string[] {
		return namesIn(this.model.set);
	}

	add(n: number): void {
		this.model.edit(addAnnotations(this.model.set, [mask(n)]));
	}

	undo(): void {
		if (this.index > 0) this.edits[--this.index]!.undo();
	}

	redo(): void {
		if (this.index < this.edits.length) this.edits[this.index++]!.redo();
	}

	async save(): Promise<void> {
		await this.model.save();
		this.savePoint = this.index;
		this.isFromBackup = false;
	}

	async revert(): Promise<void> {
		await this.model.revert();
		if (this.savePoint < 0) this.savePoint = 0;
		this.index = this.savePoint;
		this.edits.splice(this.index);
		this.isFromBackup = false;
	}

	/** Another program writes the file, or removes it; VS Code says so. */
	async changeOnDisk(text: string | undefined): Promise<void> {
		this.disk.text = text;
		await this.model.reload();
		await settle();
	}
}
