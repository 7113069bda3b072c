import { dirname } from 'node:path';
import { answeredIn } from '../../formats/sidecar/batchRecord';
import { type BatchAnswer, type BatchRequest, idOf } from '../../formats/sidecar/batchRequest';
import { removeStaleLocks } from '../../node/fileLock';
import { readTextIfThere } from '../../node/textFile';
import { CliError, type ExitCode, exitCodes } from '../exitCodes';
import { describeFailure } from '../failure';
import type { ImageSession, OpenedImage } from '../imageSession';
import { sidecarPath } from '../sidecarFile';
import { ahead } from './ahead';
import { answerRequest, writeAnswers } from './answerRequest';
import type { BatchFault, BatchImage, BatchSource } from './batchImage';
import type { BatchState } from './batchProgress';

/** An image that could not be finished. */
export interface BatchFailure {
	readonly image: string;
	readonly exitCode: ExitCode;
	readonly message: string;
}

export interface BatchReport {
	/** Images that were looked at. */
	readonly images: number;
	/** Those of them that were finished before. */
	readonly finishedBefore: number;
	/** Those that were finished now. */
	readonly finished: number;
	/** Masks that were added. */
	readonly annotations: number;
	/** In the order of the images. */
	readonly failures: readonly BatchFailure[];
}

interface BatchOptions {
	readonly session: ImageSession;
	/** Aborted: the batch ends after the present image. */
	readonly signal: AbortSignal;
	readonly onProgress: (state: BatchState) => void;
}

interface Pending extends OpenedImage {
	readonly index: number;
	/** Those that are not answered yet. */
	readonly requests: readonly BatchRequest[];
}

/**
 * Answers what is asked about many images, into their sidecars. An image is finished when its sidecar says so, and only
 * then: a batch that was killed goes on where it was. While the masks of one image are made, the next one is encoded
 * and the one after it decoded; no more of them are in memory.
 *
 * @throws InferenceError where the model cannot be loaded; what goes wrong with one image is in the report
 */
export async function runBatch(source: BatchSource, options: BatchOptions): Promise<BatchReport> {
	return new BatchRun(source, options, (await options.session.start()).pack).run();
}

class BatchRun {
	private readonly failures: (BatchFailure & { readonly index: number })[] = [];
	private readonly cleanFolders = new Set<string>();
	private readonly began = performance.now();
	private seen = 0;
	private worked = 0;
	private finishedBefore = 0;
	private finished = 0;
	private annotations = 0;

	constructor(
		private readonly source: BatchSource,
		private readonly options: BatchOptions,
		private readonly pack: string,
	) {}

	async run(): Promise<BatchReport> {
		const { signal } = this.options;
		for await (const image of ahead(this.encoded())) {
			await this.attempt(image, () => this.answer(image));
			this.worked++;
			this.step();
			if (signal.aborted) break;
		}
		const { seen, finishedBefore, finished, annotations } = this;
		const failures = this.failures
			.sort((a, b) => a.index - b.index)
			.map(({ image, exitCode, message }) => ({ image, exitCode, message }));
		return { images: seen, finishedBefore, finished, annotations, failures };
	}

	/** The images with their features in memory. */
	private async *encoded(): AsyncGenerator<Pending> {
		const { session, signal } = this.options;
		for await (const image of ahead(this.opened())) {
			const isEncoded = await this.attempt(image, () => session.service.encode(image.image, signal));
			if (signal.aborted) return;
			if (isEncoded) yield image;
			else this.step();
		}
	}

	/** The images that something is still asked about, with their pixels in memory. */
	private async *opened(): AsyncGenerator<Pending> {
		const { signal } = this.options;
		let index = 0;
		for await (const image of this.source.images()) {
			if (signal.aborted) return;
			const named = { name: image.name, index: index++ };
			const opened = await this.attempt(named, () => this.open(image, named.index));
			if (typeof opened === 'object') {
				yield opened;
				continue;
			}
			if (opened === 'finished') this.finishedBefore++;
			this.step();
		}
	}

	private async open(
		image: BatchImage | BatchFault,
		index: number,
	): Promise<Pending | 'finished' | 'nothing asked'> {
		if ('error' in image) throw image.error;
		const { name, path, size } = image;
		if (image.requests.length === 0) return 'nothing asked';
		await this.clean(dirname(path));
		const answered = answeredIn((await readTextIfThere(sidecarPath(path)).catch(() => undefined)) ?? '');
		const requests = image.requests.filter((request) => !answered.has(idOf(request, this.pack)));
		if (requests.length === 0) return 'finished';
		const { session } = this.options;
		const opened = await session.open({ name, path, source: async () => path });
		const { width, height } = opened;
		if (size && (size.width !== width || size.height !== height)) {
			throw new CliError(
				exitCodes.dataset,
				`The image has ${width} × ${height} pixels, but its boxes were made for ${size.width} × ${size.height}.`,
			);
		}
		await session.service.prepare(opened.image);
		return { ...opened, requests, index };
	}

	/** What killed runs left in a folder. */
	private async clean(folder: string): Promise<void> {
		if (this.cleanFolders.has(folder)) return;
		this.cleanFolders.add(folder);
		await removeStaleLocks(folder);
	}

	private async answer(image: Pending): Promise<void> {
		const answers: BatchAnswer[] = [];
		const errors: unknown[] = [];
		for (const request of image.requests) {
			try {
				answers.push(await answerRequest(request, image, this.options.session));
			} catch (error) {
				errors.push(error);
			}
		}
		if (answers.length > 0) this.annotations += await writeAnswers(image, answers);
		if (errors.length === 0) this.finished++;
		else
			this.fail(
				image,
				errors[0],
				image.requests.length > 1 ? [errors.length, image.requests.length] : undefined,
			);
	}

	/** @returns what the work gives; undefined where it failed, which is then in the report */
	private async attempt<T>(
		image: { readonly name: string; readonly index: number },
		work: () => Promise<T>,
	): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			if (!this.options.signal.aborted || error !== this.options.signal.reason) this.fail(image, error);
			return undefined;
		}
	}

	/** @param share how many of the image's requests failed, and how many there are */
	private fail(
		{ name, index }: { readonly name: string; readonly index: number },
		error: unknown,
		share?: readonly [number, number],
	): void {
		// Even a fault in Strata must not keep a night's work from the other images.
		const { message, exitCode } = describeFailure(error) ?? {
			message: error instanceof Error ? (error.stack ?? error.message) : String(error),
			exitCode: exitCodes.failed,
		};
		const count = share ? ` (${share[0]} of its ${share[1]} things)` : '';
		this.failures.push({ image: name, exitCode, message: `${message}${count}`, index });
	}

	private step(): void {
		this.seen++;
		const { total } = this.source;
		this.options.onProgress({
			seen: this.seen,
			total,
			worked: this.worked,
			milliseconds: performance.now() - this.began,
		});
	}
}
