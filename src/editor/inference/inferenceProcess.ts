import { fork } from 'node:child_process';
import type { MessageReader, MessageWriter } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { saysOutOfMemory } from '../../shared/inferenceError';

/** How a process ended whose last words were about memory. */
export const outOfMemory = 'out of memory';

/**
 * Linux's glibc takes larger and larger pieces of memory from its heaps, which then never shrink: measured, the process
 * grew by 1 MB an image. With a fixed limit (bytes) it hardly grows; a click on 12 megapixels takes some 5 % more of the
 * processor. (MALLOC_ARENA_MAX=1 alone halves the growth, and beside the limit brings a part of it back.)
 */
const fixedHeap = { MALLOC_MMAP_THRESHOLD_: '131072' };

/** A running inference process, as little of it as its client needs. */
export interface InferenceProcess {
	readonly pid: number | undefined;
	readonly reader: MessageReader;
	readonly writer: MessageWriter;
	/** Called once, when the process has ended or could not be started, with its signal, its exit code or what failed. */
	onExit(listener: (how: string) => void): void;
	kill(): void;
}

/**
 * Forks the inference process.
 *
 * @param script absolute path of `dist/inference.cjs`
 * @param onOutput what the process prints (the runtime's own warnings)
 */
export function forkInferenceProcess(script: string, onOutput: (text: string) => void): InferenceProcess {
	const child = fork(script, [], {
		// Typed arrays stay typed arrays, and a mebibyte takes 4 ms there and back instead of 530.
		serialization: 'advanced',
		// A debugger on the extension host must not make the child wait for one of its own.
		execArgv: [],
		env: { ...fixedHeap, ...process.env, ELECTRON_RUN_AS_NODE: '1' },
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	let ranOutOfMemory = false;
	const print = (chunk: Buffer) => {
		const text = chunk.toString().trimEnd();
		ranOutOfMemory ||= saysOutOfMemory(text);
		onOutput(text);
	};
	child.stdout?.on('data', print);
	child.stderr?.on('data', print);
	let ended: string | undefined;
	const listeners: ((how: string) => void)[] = [];
	const end = (how: string) => {
		if (ended !== undefined) return;
		ended = how;
		for (const listener of listeners) listener(how);
	};
	child.on('error', (error) => end(error.message));
	child.on('exit', (code, signal) => end(ranOutOfMemory ? outOfMemory : (signal ?? `exit code ${code}`)));
	return {
		get pid() {
			return child.pid;
		},
		reader: new IPCMessageReader(child),
		writer: new IPCMessageWriter(child),
		onExit: (listener) => {
			if (ended === undefined) listeners.push(listener);
			else listener(ended);
		},
		kill: () => child.kill('SIGKILL'),
	};
}
