import { isDeepStrictEqual } from 'node:util';
import {
	type CancellationToken,
	CancellationTokenSource,
	createMessageConnection,
	ErrorCodes,
	type MessageConnection,
	type RequestType,
} from 'vscode-jsonrpc';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import type { ImageView } from '../../shared/imageView';
import type { ImageSource, Inference } from '../../shared/inference';
import { InferenceError } from '../../shared/inferenceError';
import {
	type DescribeParams,
	type DescribeResult,
	describe,
	type EncodeResult,
	type EverythingParams,
	type EverythingProgress,
	type EverythingResult,
	encode,
	everything,
	everythingProgress,
	type FirstCandidate,
	firstCandidate,
	knownNames,
	type ListedName,
	log,
	type MaskPicturesParams,
	maskPictures,
	type NameFromListParams,
	type NamePartsParams,
	nameFromList,
	nameObjects,
	nameParts,
	type ObjectName,
	type OpenImageResult,
	openImage,
	type PartName,
	ping,
	type RenderParams,
	type RenderResult,
	render,
	renderProgress,
	type SegmentParams,
	type SegmentResult,
	type StartParams,
	type StartResult,
	segment,
	start,
} from '../../shared/protocol/inferenceProtocol';
import { fromResponseError } from '../../shared/protocol/responseErrors';
import type { Region } from '../../shared/region';
import type { InferenceProcess } from './inferenceProcess';
import { ProgressListeners } from './progressListeners';
import { Watchdog, type WatchdogLimits } from './watchdog';

/** More crashes than this within the window, and the process is not started again by itself. */
const crashBudget = { crashes: 3, windowMs: 120_000 };

export interface InferenceClientEvents {
	onStarted(result: StartResult): void;
	onFirstCandidate(first: FirstCandidate): void;
	onLog(level: 'info' | 'warn' | 'error', text: string): void;
	/** The process ended by itself. */
	onCrash(how: string): void;
	/** The process has not answered for some seconds; it is ended and started again if that goes on. */
	onSilent(seconds: number): void;
	/** It answers again. */
	onAnswer(): void;
}

/** Sentences for the user, in VS Code's display language. */
export interface InferenceTexts {
	crashedTooOften(crashes: number): string;
	/** It ended a second time, while the request was repeated. */
	endedAgain(): string;
	/** @param detail what failed, in English */
	outOfMemory(detail: string): string;
	runsOnCpu(device: string): string;
}

/** Says when the caller no longer needs the answer. */
type Until = AbortSignal | CancellationToken;

interface Running {
	readonly process: InferenceProcess;
	readonly connection: MessageConnection;
	readonly started: StartResult;
}

/**
 * The extension host's side of the inference process: starts it on first use, shows it each image once, starts it
 * again after a crash (within a budget) and then repeats the request once. No promise of it waits for ever: when
 * the process ends, all that is pending is rejected.
 */
export class InferenceClient implements Inference<AbortSignal> {
	private running: Promise<Running> | undefined;
	private current: InferenceProcess | undefined;
	/** What the running process was started with, or the one that last failed to start. */
	private startedWith: StartParams | undefined;
	private readonly everythingProgress = new ProgressListeners<EverythingProgress>();
	private readonly renderProgress = new ProgressListeners<number>();
	private readonly sources = new Map<
		string,
		{ readonly source: ImageSource; readonly view?: ImageView; readonly region?: Region }
	>();
	private readonly crashes: number[] = [];
	private disposed = false;

	constructor(
		private readonly forkProcess: () => InferenceProcess,
		private readonly startParams: () => StartParams,
		private readonly events: InferenceClientEvents,
		private readonly texts: InferenceTexts,
		private readonly watchdogLimits?: WatchdogLimits,
	) {}

	/** The process's id while one runs. */
	get pid(): number | undefined {
		return this.current?.pid;
	}

	/** Starts the process if it does not run; a failed start is tried again by the next call. */
	async start(): Promise<StartResult> {
		return (await this.connected()).started;
	}

	/** Shows the process an image: its size as shown, and the hash that names it from now on. */
	async openImage(
		source: ImageSource,
		until?: Until,
		view?: ImageView,
		region?: Region,
	): Promise<OpenImageResult> {
		const chosen = { ...(view && { view }), ...(region && { region }) };
		const opened = await this.repeated(async (connection) =>
			connection.sendRequest(openImage, { source: await read(source), ...chosen }, tokenOf(until)),
		);
		this.sources.set(opened.image, { source, ...chosen });
		return opened;
	}

	encode(image: string, until?: Until): Promise<EncodeResult> {
		return this.askAbout(encode, { image }, until);
	}

	segment(params: SegmentParams, until?: Until): Promise<SegmentResult> {
		return this.askAbout(segment, params, until);
	}

	describe(params: DescribeParams, until?: Until): Promise<DescribeResult> {
		return this.askAbout(describe, params, until);
	}

	/** Of each mask a small picture of what it cuts out, as a WebP file. */
	maskPictures(params: MaskPicturesParams, until?: Until): Promise<readonly Uint8Array[]> {
		return this.askAbout(maskPictures, params, until);
	}

	nameObjects(params: DescribeParams, until?: Until): Promise<readonly (readonly ObjectName[])[]> {
		return this.askAbout(nameObjects, params, until);
	}

	nameParts(params: NamePartsParams, until?: Until): Promise<readonly (readonly PartName[])[]> {
		return this.askAbout(nameParts, params, until);
	}

	/** The names that `nameObjects` and `nameParts` know. */
	knownNames(): Promise<readonly CategoryName[]> {
		return this.repeated((connection) => connection.sendRequest(knownNames, {}));
	}

	nameFromList(params: NameFromListParams, until?: Until): Promise<readonly (readonly ListedName[])[]> {
		return this.askAbout(nameFromList, params, until);
	}

	everything(
		params: EverythingParams,
		until?: Until,
		onProgress?: (progress: EverythingProgress) => void,
	): Promise<EverythingResult> {
		const ask = (asker: string) => this.askAbout(everything, { ...params, asker }, until);
		return this.everythingProgress.during(onProgress, ask, params.asker);
	}

	/** An image as a new file, with edits of it applied. */
	render(
		params: Omit<RenderParams, 'asker'>,
		until: Until,
		onProgress: (fraction: number) => void,
	): Promise<RenderResult> {
		const ask = (asker: string) => this.askAbout(render, { ...params, asker }, until);
		return this.renderProgress.during(onProgress, ask);
	}

	/** A request about an opened image; a process that was started since is shown the image first. */
	async askAbout<P extends { readonly image: string; readonly likeIn?: string }, R>(
		type: RequestType<P, R, void>,
		params: P,
		until?: Until,
	): Promise<R> {
		const token = tokenOf(until);
		// By its name: a token that is undefined would travel as a second parameter.
		const ask = (connection: MessageConnection) =>
			token
				? connection.sendRequest<R>(type.method, params, token)
				: connection.sendRequest<R>(type.method, params);
		return this.repeated(async (connection) => {
			try {
				return await ask(connection);
			} catch (error) {
				const images = [params.image, ...(params.likeIn === undefined ? [] : [params.likeIn])];
				const known = images.flatMap((image) => this.sources.get(image) ?? []);
				if (!isUnknownImage(error) || known.length < images.length) throw error;
				for (const { source, ...chosen } of known)
					await connection.sendRequest(openImage, { source: await read(source), ...chosen }, token);
				return await ask(connection);
			}
		});
	}

	/** Whether the last start was with other parameters than there are now. */
	get isOutdated(): boolean {
		return this.startedWith !== undefined && !isDeepStrictEqual(this.startedWith, this.startParams());
	}

	/** Ends the process; the next request starts another, whatever the budget says. */
	restart(): void {
		this.crashes.length = 0;
		this.stop();
	}

	dispose(): void {
		this.disposed = true;
		this.stop();
	}

	private stop(): void {
		const process = this.current;
		this.current = undefined;
		this.running = undefined;
		process?.kill();
	}

	private async repeated<R>(call: (connection: MessageConnection) => Promise<R>): Promise<R> {
		const first = await this.attempt(call);
		if ('value' in first) return first.value;
		// Its process crashed, or was replaced, perhaps while it was still starting.
		const second = this.disposed ? first : await this.attempt(call);
		if ('value' in second) return second.value;
		throw new Error(this.texts.endedAgain(), { cause: second.closed });
	}

	/**
	 * @returns the error where the process ended before it answered
	 * @throws what the process or its start answered
	 */
	private async attempt<R>(
		call: (connection: MessageConnection) => Promise<R>,
	): Promise<{ readonly value: R } | { readonly closed: unknown }> {
		let running: Running | undefined;
		try {
			running = await this.connected();
			return { value: await call(running.connection) };
		} catch (error) {
			if (isClosed(error)) return { closed: error };
			const received = fromResponseError(error);
			if (!(received instanceof InferenceError && received.kind === 'memory')) throw received;
			// What is left of it may be short of memory for good; the next request starts another.
			if (running && this.current === running.process) this.stop();
			throw new InferenceError(received.kind, this.texts.outOfMemory(received.message), received);
		}
	}

	private connected(): Promise<Running> {
		if (this.disposed) return Promise.reject(new Error('The inference process is closed.'));
		const running = this.running ?? this.launchAnew();
		this.running = running;
		running.catch(() => {
			if (this.running === running) this.stop();
		});
		return running;
	}

	private launchAnew(): Promise<Running> {
		this.startedWith = this.startParams();
		return this.launch(this.startedWith);
	}

	private async launch(params: StartParams): Promise<Running> {
		const oldest = this.crashes.at(-crashBudget.crashes);
		if (oldest !== undefined && Date.now() - oldest < crashBudget.windowMs) {
			throw new Error(this.texts.crashedTooOften(crashBudget.crashes));
		}
		const process = this.forkProcess();
		this.current = process;
		const connection = createMessageConnection(process.reader, process.writer);
		connection.onNotification(firstCandidate, (first) => this.events.onFirstCandidate(first));
		connection.onNotification(everythingProgress, ({ asker, ...progress }) =>
			this.everythingProgress.report(asker, progress),
		);
		connection.onNotification(renderProgress, ({ asker, fraction }) =>
			this.renderProgress.report(asker, fraction),
		);
		connection.onNotification(log, ({ level, text }) => this.events.onLog(level, text));
		let crashed = false;
		let ready = false;
		process.onExit((how) => {
			// The late exit of a process that was stopped or replaced is no crash of the present one.
			crashed = this.current === process;
			if (crashed) {
				this.current = undefined;
				// While it starts, the promise in `running` tells its own failure.
				if (ready) this.running = undefined;
			}
			connection.dispose();
			if (!crashed) return;
			this.crashes.push(Date.now());
			this.events.onCrash(how);
		});
		connection.listen();
		const watchdog = new Watchdog(
			() => connection.sendRequest(ping, {}),
			{
				onSilent: (seconds) => this.events.onSilent(seconds),
				onAnswer: () => this.events.onAnswer(),
				// Its end is a crash like any other: what was asked is asked again.
				onHung: () => process.kill(),
			},
			this.watchdogLimits,
		);
		process.onExit(() => watchdog.dispose());
		try {
			const started = await connection.sendRequest(start, params);
			ready = true;
			this.events.onStarted(started);
			return { process, connection, started };
		} catch (error) {
			if (!crashed || params.device === 'cpu') throw error;
			// A GPU driver can take the whole process with it; the CPU cannot.
			const running = await this.launch({ ...params, device: 'cpu' });
			const deviceReason = this.texts.runsOnCpu(params.device);
			const withReason = { ...running, started: { ...running.started, deviceReason } };
			this.events.onStarted(withReason.started);
			return withReason;
		}
	}
}

const read = async (source: ImageSource) => (typeof source === 'function' ? source() : source);

function tokenOf(until: Until | undefined): CancellationToken | undefined {
	if (!(until instanceof AbortSignal)) return until;
	const source = new CancellationTokenSource();
	if (until.aborted) source.cancel();
	else until.addEventListener('abort', () => source.cancel(), { once: true });
	return source.token;
}

function isUnknownImage(error: unknown): boolean {
	const received = fromResponseError(error);
	return received instanceof InferenceError && received.kind === 'unknownImage';
}

function isClosed(error: unknown): boolean {
	const codes: readonly number[] = [
		ErrorCodes.PendingResponseRejected,
		ErrorCodes.MessageWriteError,
		ErrorCodes.ConnectionInactive,
	];
	return error instanceof Error && 'code' in error && codes.includes(Number(error.code));
}
