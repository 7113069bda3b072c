import fs, { type FileHandle } from 'node:fs/promises';
import { addToSidecar } from '../../../src/cli/sidecarFile';
import type { NewAnnotation } from '../../../src/shared/annotations/annotationEdits';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import { area, bbox } from '../../../src/shared/mask/runLengths';
import { messageOf } from '../../../src/shared/messageOf';

/** The image whose sidecar the helpers write. */
export const savedImage = { width: 640, height: 480 };

/** A mask of `savedImage`, another one for each number. */
export function numberedMask(number: number, name: string): NewAnnotation {
	const { width, height } = savedImage;
	const start = (number * 7919) % (width * height - 200);
	const mask = { width, height, counts: Uint32Array.of(start, 100, width * height - start - 100) };
	return {
		category: { name, kind: 'object' },
		segmentation: encodeRle(mask),
		area: area(mask),
		bbox: bbox(mask),
	};
}

/** What goes wrong with one of the file system's calls: an error code, or the process is killed before or after it. */
export interface Fault {
	/** The number of the call, from 1; 0: none. */
	readonly at: number;
	readonly kind: 'ENOSPC' | 'EACCES' | 'EIO' | 'half' | 'killBefore' | 'killAfter' | 'killHalf';
}

const words: Readonly<Record<string, string>> = {
	ENOSPC: 'no space left on device',
	EACCES: 'permission denied',
	EIO: 'i/o error',
};

/** Makes one of the calls to the file system fail. @returns the names of all calls so far */
function injectFault({ at, kind }: Fault): readonly string[] {
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
	const names = ['access', 'readFile', 'readlink', 'realpath', 'rename', 'rm', 'stat', 'utimes', 'readdir'];
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

/**
 * A process of its own: adds one mask to the sidecar of the image at `path` and prints what became of it, as JSON.
 * What it says is printed before it may be killed on its way out.
 */
export async function saveHelper([
	path = '',
	number = '',
	at = '0',
	kind = '',
]: readonly string[]): Promise<void> {
	const calls = injectFault({ at: Number(at), kind: kind as Fault['kind'] });
	const print = (outcome: object) => process.stdout.write(`${JSON.stringify({ ...outcome, calls })}\n`);
	try {
		await addToSidecar({ path, ...savedImage }, () => [numberedMask(Number(number), 'saved')]);
		print({ saved: true });
	} catch (error) {
		print({ saved: false, message: messageOf(error) });
	}
}

/** A process of its own: adds `count` masks named `name` to the sidecar of the image at `path`, one write each. */
export async function addHelper([path = '', name = '', count = '']: readonly string[]): Promise<void> {
	let slowest = 0;
	for (let i = 0; i < Number(count); i++) {
		const from = performance.now();
		await addToSidecar({ path, ...savedImage }, () => [numberedMask(i, name)]);
		slowest = Math.max(slowest, performance.now() - from);
	}
	process.stdout.write(JSON.stringify({ slowest }));
}
