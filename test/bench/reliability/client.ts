import path from 'node:path';
import { InferenceClient } from '../../../src/editor/inference/inferenceClient';
import { forkInferenceProcess } from '../../../src/editor/inference/inferenceProcess';
import type { WatchdogLimits } from '../../../src/editor/inference/watchdog';
import { bundledPack } from '../../../src/shared/bundledPack';
import { usageOf } from './memory';

export interface WatchedClient {
	readonly client: InferenceClient;
	/** Every process that was started. */
	readonly pids: readonly number[];
	/** How often a process ended by itself. */
	readonly crashes: () => number;
	/** The most memory that one of them had, in MiB. */
	readonly peakMemory: () => number | undefined;
	dispose(): void;
}

interface ClientOptions {
	readonly root: string;
	readonly cacheFolder?: string;
	readonly memoryBytes?: number;
	readonly limits?: WatchdogLimits;
}

/** The extension host's client with the real inference process and the bundled pack, on the CPU. */
export function watchedClient({
	root,
	cacheFolder,
	memoryBytes = 2 ** 28,
	limits,
}: ClientOptions): WatchedClient {
	const pids: number[] = [];
	let crashes = 0;
	let peak: number | undefined;
	const client = new InferenceClient(
		() => {
			const process = forkInferenceProcess(path.join(root, 'dist/inference.cjs'), () => undefined);
			if (process.pid !== undefined) pids.push(process.pid);
			return process;
		},
		() => ({
			packFolders: [path.join(root, 'models')],
			pack: bundledPack,
			device: 'cpu',
			cacheBytes: 2 ** 30,
			memoryBytes,
			...(cacheFolder !== undefined && { cacheFolder }),
		}),
		{
			onStarted: () => undefined,
			onFirstCandidate: () => undefined,
			onLog: () => undefined,
			onCrash: () => crashes++,
			onSilent: () => undefined,
			onAnswer: () => undefined,
		},
		{
			crashedTooOften: (count) => `The process ended ${count} times and is not started again by itself.`,
			endedAgain: () => 'The process ended twice while it worked on this.',
			outOfMemory: (detail) => `There was not enough memory for this image. ${detail}`,
			runsOnCpu: (device) => `The model runs on the CPU and not on ${device}.`,
		},
		limits,
	);
	const watching = setInterval(() => {
		const found = client.pid === undefined ? undefined : usageOf(client.pid);
		if (found) peak = Math.max(peak ?? 0, found.peak);
	}, 20);
	return {
		client,
		pids,
		crashes: () => crashes,
		peakMemory: () => peak,
		dispose: () => {
			clearInterval(watching);
			client.dispose();
		},
	};
}

export type Answer<T> =
	| { readonly value: T; readonly ms: number }
	| { readonly message: string; readonly ms: number }
	| { readonly hangs: true; readonly ms: number };

/** What became of a promise within a time, in milliseconds. */
export async function answerOf<T>(asked: Promise<T>, within: number): Promise<Answer<T>> {
	const from = performance.now();
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<{ readonly hangs: true }>((resolve) => {
		timer = setTimeout(() => resolve({ hangs: true }), within);
	});
	const settled = asked.then(
		(value) => ({ value }),
		(error: unknown) => ({ message: error instanceof Error ? error.message : String(error) }),
	);
	const answer = await Promise.race([settled, late]);
	clearTimeout(timer);
	return { ...answer, ms: performance.now() - from };
}
