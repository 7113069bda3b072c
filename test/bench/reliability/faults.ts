import fs, { type FileHandle } from 'node:fs/promises';

/** What goes wrong with one of the file system's calls: an error code, or the process is killed before or after it. */
export interface Fault {
	/** The number of the call, from 1; 0: none. */
	readonly at: number;
	readonly kind: FaultKind;
}

export const faultKinds = ['ENOSPC', 'EACCES', 'EIO', 'half', 'killBefore', 'killAfter', 'killHalf'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Each thing that can go wrong with each of these calls. */
export function faultsOf(
	calls: readonly string[],
	kinds: readonly FaultKind[],
): readonly (Fault & { readonly call: string })[] {
	return calls.flatMap((call, i) =>
		kinds
			// Only what is written can be half written.
			.filter((kind) => !/half/i.test(kind) || /^write/.test(call))
			.map((kind) => ({ at: i + 1, kind, call })),
	);
}

const words: Readonly<Record<string, string>> = {
	ENOSPC: 'no space left on device',
	EACCES: 'permission denied',
	EIO: 'i/o error',
};

/** Makes one of the calls to the file system fail. @returns the names of all calls so far */
export function injectFault({ at, kind }: Fault): readonly string[] {
	const calls: string[] = [];
	const die = (): Promise<never> => {
		process.kill(process.pid, 'SIGKILL');
		// Nothing more may happen until the signal has arrived.
		return new Promise(() => undefined);
	};
	const error = (code: string, call: string) =>
		Object.assign(new Error(`${code}: ${words[code]}, ${call}`), { code, syscall: call });
	/** Half of what was to be written, as a full disk or a power cut leaves it. */
	const writeHalf = async (write: (data: Uint8Array) => Promise<unknown>, data: unknown) => {
		const bytes = typeof data === 'string' ? Buffer.from(data) : (data as Uint8Array);
		await write(bytes.subarray(0, bytes.length >> 1));
	};
	// biome-ignore lint/suspicious/noExplicitAny: all functions of the module, whatever they take
	type Call = (...args: any[]) => Promise<unknown>;
	const wrap = (name: string, real: Call, dataAt?: number): Call => {
		return async (...args) => {
			calls.push(name);
			if (calls.length !== at) return real(...args);
			if (kind === 'killBefore') return die();
			if (kind === 'half' || kind === 'killHalf') {
				if (dataAt === undefined) return real(...args);
				await writeHalf((half) => real(...args.with(dataAt, half)), args[dataAt]);
				if (kind === 'killHalf') return die();
				throw error('ENOSPC', name);
			}
			if (kind !== 'killAfter') throw error(kind, name);
			await real(...args);
			return die();
		};
	};
	const module = fs as unknown as Record<string, Call>;
	const names = [
		'access',
		'readFile',
		'readlink',
		'realpath',
		'rename',
		'rm',
		'stat',
		'utimes',
		'readdir',
		'mkdir',
	];
	for (const name of names) module[name] = wrap(name, module[name]!);
	module.writeFile = wrap('writeFile', module.writeFile!, 1);
	const open = fs.open;
	module.open = wrap('open', async (...args) => {
		const handle = (await open(...(args as Parameters<typeof open>))) as FileHandle & Record<string, Call>;
		for (const name of ['chmod', 'sync', 'close']) handle[name] = wrap(name, handle[name]!.bind(handle));
		const { writeFile } = handle;
		(handle as Record<string, Call>).writeFile = wrap('write', writeFile.bind(handle) as Call, 0);
		return handle;
	});
	return calls;
}
