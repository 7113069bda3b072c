import { spawn } from 'node:child_process';
import { usageOf } from './memory';

/** How a program ended. */
export interface Ending {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly ms: number;
	/** Of the processors; 0 where the system does not say. */
	readonly processorMs: number;
	/** In MiB; undefined where the system does not say. */
	readonly peakMemory: number | undefined;
}

export interface HelperOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** It is ended after so many milliseconds. */
	readonly timeout?: number;
	/** The program and its first arguments that the helper is started through. */
	readonly through?: readonly string[];
}

/** Runs a program to its end and watches its memory. */
export function runProgram(
	command: string,
	args: readonly string[],
	{ env, cwd, timeout = 120_000 }: HelperOptions = {},
): Promise<Ending> {
	const from = performance.now();
	const child = spawn(command, args, {
		cwd,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const texts = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (text: string) => {
			texts[name] += text;
		});
	}
	let peakMemory: number | undefined;
	let processorMs = 0;
	const watching = setInterval(() => {
		const found = child.pid === undefined ? undefined : usageOf(child.pid);
		if (!found) return;
		peakMemory = Math.max(peakMemory ?? 0, found.peak);
		processorMs = Math.max(processorMs, found.processorMs);
	}, 20);
	const ending = setTimeout(() => child.kill('SIGKILL'), timeout);
	return new Promise((resolve, reject) => {
		const stop = () => {
			clearInterval(watching);
			clearTimeout(ending);
		};
		child.once('error', (error) => {
			stop();
			reject(error);
		});
		child.once('close', (code, signal) => {
			stop();
			resolve({ code, signal, ...texts, ms: performance.now() - from, processorMs, peakMemory });
		});
	});
}

/** Runs one of this program's helpers in a process of its own. */
export function runHelper(name: string, args: readonly string[], options?: HelperOptions): Promise<Ending> {
	const [command, ...before] = [...(options?.through ?? []), process.execPath];
	return runProgram(command!, [...before, __filename, '--as', name, ...args], options);
}
