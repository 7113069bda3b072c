import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { writeFileAtomically } from '../../node/writeFileAtomically';
import type { Features } from '../model/model';
import { parseFeatures, serializeFeatures } from './featureFile';

const extension = '.features';
/** Left over by a process that was killed while it wrote. */
const temporary = '.tmp';
const temporaryLifetimeMs = 3_600_000;

export interface FeatureCacheOptions {
	/** Absent: nothing is kept on disk. */
	readonly folder?: string;
	readonly diskBytes: number;
	readonly memoryBytes: number;
	readonly onProblem: (sentence: string) => void;
}

const sizeOf = (features: Features) =>
	Object.values(features).reduce((sum, { data }) => sum + data.byteLength, 0);

/**
 * The features of recent images, in memory and on disk, each with a limit in bytes and the least recently used removed
 * first. Keys are hashes of image and pack, fit for file names. A disk error costs an encoder run, never an answer.
 */
export class FeatureCache {
	private readonly memory: LRUCache<string, Features>;
	private writing: Promise<void> = Promise.resolve();

	constructor(private readonly options: FeatureCacheOptions) {
		this.memory = new LRUCache({ maxSize: Math.max(1, options.memoryBytes), sizeCalculation: sizeOf });
	}

	inMemory(key: string): Features | undefined {
		return this.memory.get(key);
	}

	/** Reads from the disk into memory; a file that is not whole is removed. */
	async fromDisk(key: string): Promise<Features | undefined> {
		const file = this.fileOf(key);
		if (!file) return undefined;
		const bytes = await readFile(file).catch(() => undefined);
		if (!bytes) return undefined;
		const features = parseFeatures(bytes);
		if (!features) {
			this.options.onProblem(`The cached features ${file} were damaged, so the image is encoded again.`);
			await rm(file, { force: true }).catch(() => undefined);
			return undefined;
		}
		this.memory.set(key, features);
		// The time of last use decides which files go first.
		const now = new Date();
		await utimes(file, now, now).catch(() => undefined);
		return features;
	}

	/** Keeps features in memory at once, and on disk a little later. */
	add(key: string, features: Features): void {
		this.memory.set(key, features);
		const file = this.fileOf(key);
		if (!file || sizeOf(features) > this.options.diskBytes) return;
		this.writing = this.writing
			.then(() => this.write(file, features))
			.catch((error: Error) =>
				this.options.onProblem(`Features could not be kept on disk: ${error.message}`),
			);
	}

	/** Frees the memory of all features that are also on disk. */
	async evictPersisted(): Promise<void> {
		if (!this.options.folder) return;
		await this.written();
		for (const [key, features] of [...this.memory.entries()]) {
			if (sizeOf(features) <= this.options.diskBytes) this.memory.delete(key);
		}
	}

	/** Resolves when all features that were added are on disk. */
	written(): Promise<void> {
		return this.writing;
	}

	private fileOf(key: string): string | undefined {
		return this.options.folder && join(this.options.folder, key + extension);
	}

	private async write(file: string, features: Features): Promise<void> {
		await mkdir(this.options.folder!, { recursive: true });
		await writeFileAtomically(file, serializeFeatures(features));
		await this.trim();
	}

	/** Removes the files used longest ago until the rest fits. */
	private async trim(): Promise<void> {
		const folder = this.options.folder!;
		const names = (await readdir(folder)).filter(
			(name) => name.endsWith(extension) || name.endsWith(temporary),
		);
		const files = await Promise.all(
			names.map(async (name) => {
				// Another window's process may have removed it meanwhile.
				const found = await stat(join(folder, name)).catch(() => undefined);
				return { path: join(folder, name), size: found?.size ?? 0, mtimeMs: found?.mtimeMs ?? 0 };
			}),
		);
		let left = this.options.diskBytes;
		for (const { path, size, mtimeMs } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
			const abandoned = path.endsWith(temporary) && Date.now() - mtimeMs > temporaryLifetimeMs;
			left -= size;
			if (left < 0 || abandoned) await rm(path, { force: true });
		}
	}
}
