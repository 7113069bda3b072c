import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../node/writeFileAtomically';
import { parseFeatures, serializeFeatures } from './featureFile';

/** More texts than any list of names has; the oldest go first. */
const maxTexts = 5000;

/** What a model makes of texts, kept on disk: texts are few, are asked about again, and a text encoder is large. */
export class EmbeddingFile {
	private known: Promise<Map<string, Float32Array>> | undefined;
	private isChanged = false;

	/** @param file undefined: it is kept in memory only */
	constructor(private readonly file: string | undefined) {}

	async get(text: string): Promise<Float32Array | undefined> {
		return (await this.read()).get(text);
	}

	async add(text: string, embedding: Float32Array): Promise<void> {
		const known = await this.read();
		known.set(text, embedding);
		for (const oldest of known.keys()) {
			if (known.size <= maxTexts) break;
			known.delete(oldest);
		}
		this.isChanged = true;
	}

	/** Writes what was added. @throws the file system's error */
	async write(): Promise<void> {
		if (!this.isChanged || this.file === undefined) return;
		this.isChanged = false;
		const known = await this.read();
		const tensors = Object.fromEntries(
			[...known].map(([text, data]) => [text, { data, dims: [data.length] }]),
		);
		await mkdir(dirname(this.file), { recursive: true });
		await writeFileAtomically(this.file, serializeFeatures(tensors));
	}

	private read(): Promise<Map<string, Float32Array>> {
		this.known ??= this.load();
		return this.known;
	}

	/** A file that is not there or not whole holds nothing: texts are encoded again. */
	private async load(): Promise<Map<string, Float32Array>> {
		const bytes = this.file && (await readFile(this.file).catch(() => undefined));
		const tensors = (bytes && parseFeatures(bytes)) || {};
		return new Map(Object.entries(tensors).map(([text, { data }]) => [text, data]));
	}
}
