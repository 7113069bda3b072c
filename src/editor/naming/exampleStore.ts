import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseExamples, serializeExamples } from '../../naming/exampleFile';
import type { NamedExample } from '../../naming/namedExample';
import { localTextFile } from '../../node/textFile';
import { Disposable } from '../disposable';

const extension = '.json';
/** How many models' examples are kept; the least recently used go first. */
const maxFiles = 4;
/** Between a change and its writing: names are given in quick succession. */
const writeDelayMs = 1000;
type Examples = readonly NamedExample[];

/** Examples by the space of their descriptors, each space in a file of its own. A file that cannot be read counts as empty. */
export class ExampleStore extends Disposable {
	private readonly loaded = new Map<string, Promise<Examples>>();
	private readonly unwritten = new Set<string>();
	private timer: NodeJS.Timeout | undefined;
	private writing: Promise<void> = Promise.resolve();
	/** The space that was asked about last. */
	private last: string | undefined;

	/** @param folder undefined where no workspace is open: then examples are kept for as long as the window is */
	constructor(
		private readonly folder: string | undefined,
		private readonly report: (error: unknown) => void,
	) {
		super();
		this._register({ dispose: () => void this.flush() });
	}

	/** The examples of a space, the oldest first. */
	read(space: string): Promise<Examples> {
		this.last = space;
		const examples = this.loaded.get(space) ?? this.load(space);
		this.loaded.set(space, examples);
		return examples;
	}

	/** The examples of the space that was asked about last. */
	async present(): Promise<Examples> {
		const space = this.last ?? (await this.files())[0];
		return space === undefined ? [] : this.read(space);
	}

	async change(space: string, change: (examples: Examples) => Examples): Promise<void> {
		const before = this.read(space);
		// In line with other changes, each of what the one before it has left.
		const after = before.then(change);
		this.loaded.set(space, after);
		if ((await after) === (await before)) return;
		this.unwritten.add(space);
		this.timer ??= setTimeout(() => void this.flush(), writeDelayMs);
	}

	async changeAll(change: (examples: Examples) => Examples): Promise<void> {
		const { last } = this;
		for (const space of new Set([...this.loaded.keys(), ...(await this.files())]))
			await this.change(space, change);
		this.last = last;
	}

	/** Forgets all examples of all spaces, on disk too. */
	async clear(): Promise<void> {
		for (const space of this.loaded.keys()) this.loaded.set(space, Promise.resolve([]));
		this.unwritten.clear();
		await this.writing;
		if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
	}

	/** Writes what has changed. */
	private flush(): Promise<void> {
		clearTimeout(this.timer);
		this.timer = undefined;
		const spaces = [...this.unwritten];
		this.unwritten.clear();
		this.writing = this.writing.then(() => this.write(spaces)).catch(this.report);
		return this.writing;
	}

	private async write(spaces: readonly string[]): Promise<void> {
		const { folder } = this;
		if (folder === undefined || spaces.length === 0) return;
		await mkdir(folder, { recursive: true });
		for (const space of spaces) {
			const examples = await this.loaded.get(space);
			if (examples) await localTextFile(fileOf(folder, space)).write(serializeExamples(examples));
		}
		for (const space of (await this.files()).slice(maxFiles))
			await rm(fileOf(folder, space), { force: true });
	}

	private async load(space: string): Promise<Examples> {
		if (this.folder === undefined) return [];
		try {
			const text = await localTextFile(fileOf(this.folder, space)).read();
			return (text === undefined ? undefined : parseExamples(text)) ?? [];
		} catch (error) {
			this.report(error);
			return [];
		}
	}

	/** The spaces that have a file, the last written first. */
	private async files(): Promise<string[]> {
		const { folder } = this;
		if (folder === undefined) return [];
		const names = await readdir(folder).catch(() => []);
		const spaces = names
			.filter((name) => name.endsWith(extension))
			.map((name) => name.slice(0, -extension.length));
		const times = new Map<string, number>();
		for (const space of spaces) {
			times.set(
				space,
				await stat(fileOf(folder, space)).then(
					({ mtimeMs }) => mtimeMs,
					() => 0,
				),
			);
		}
		return spaces.sort((a, b) => times.get(b)! - times.get(a)!);
	}
}

const fileOf = (folder: string, space: string) => join(folder, space + extension);
