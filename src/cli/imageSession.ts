import { InvalidArgumentError } from 'commander';
import { InferenceService } from '../inference/service';
import { plainView } from '../shared/imageView';
import type { StartResult } from '../shared/protocol/inferenceProtocol';
import { CliError, type ExitCode } from './exitCodes';
import { describeFailure } from './failure';
import { imagesNamed, type NamedImage } from './imageArguments';
import { type InferenceOptions, startParamsOf } from './inferenceOptions';
import { note } from './output';
import { readSidecarOf, viewOf } from './sidecarFile';

/** An image that the service has opened. */
export interface OpenedImage {
	/** As the user wrote it. */
	readonly name: string;
	/** Absolute; `-` for standard input. */
	readonly path: string;
	/** What the service calls it. */
	readonly image: string;
	/** Pixels, after EXIF rotation. */
	readonly width: number;
	readonly height: number;
}

/** The inference service for the images of one command: the model is loaded once. */
export class ImageSession {
	readonly service = new InferenceService({
		onFirstCandidate: () => undefined,
		onLog: (level, text) => level !== 'info' && note(text),
	});
	private started: Promise<StartResult> | undefined;

	/** @param addsMasks whether masks are added to sidecars: these are then checked before the model's work */
	constructor(
		private readonly options: InferenceOptions,
		private readonly use: { readonly addsMasks: boolean },
	) {}

	async open({ name, path = '-', source }: NamedImage): Promise<OpenedImage> {
		const view = path === '-' ? plainView : await viewOf(path);
		const opened = { name, path, ...(await this.service.openImage(source, undefined, view)) };
		if (this.use.addsMasks) await readSidecarOf(opened);
		return opened;
	}

	start(): Promise<StartResult> {
		this.started ??= this.load();
		return this.started;
	}

	private async load(): Promise<StartResult> {
		const started = await this.service.start(startParamsOf(this.options));
		if (started.deviceReason && this.options.device !== 'auto') note(started.deviceReason);
		return started;
	}
}

/**
 * Runs a command for each image. With several images, one that fails is reported and the others go on.
 *
 * @throws what failed, where there is one image; else a CliError with the exit code of the first failure
 */
export async function forEachImage(
	names: readonly string[],
	{ json }: { readonly json?: true },
	run: (image: NamedImage) => Promise<void>,
	signal?: AbortSignal,
): Promise<void> {
	const images = await imagesNamed(names);
	if (!json && images.some(({ path }) => path === undefined)) {
		throw new InvalidArgumentError('Standard input has no place for a sidecar: add --json.');
	}
	if (images.length === 1) return run(images[0]!);
	const failures: ExitCode[] = [];
	for (const image of images) {
		try {
			await run(image);
		} catch (error) {
			signal?.throwIfAborted();
			const failure = describeFailure(error);
			if (!failure) throw error;
			process.stderr.write(`${image.name}: ${failure.message}\n`);
			failures.push(failure.exitCode);
		}
	}
	if (failures.length > 0) {
		throw new CliError(failures[0]!, `${failures.length} of ${images.length} images failed.`);
	}
}
