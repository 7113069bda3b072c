import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { processIsRunning } from '../../node/processIsRunning';

/** After this the driver may be another, and is tried again. */
const lifetimeMs = 7 * 24 * 3_600_000;

const record = z.object({ pid: z.int().positive(), time: z.number(), verdict: z.string().optional() });

/**
 * A file that lies there while a device is being tried, and stays where the trial said no. A driver's fault ends the
 * process without an exception; the next process finds the file, knows, and leaves that device alone.
 */
export class ProbeMarker {
	private readonly file: string | undefined;

	/** @param folder absent: nothing is remembered */
	constructor(
		private readonly folder: string | undefined,
		private readonly device: string,
	) {
		this.file = folder && join(folder, `trying-${device}.json`);
	}

	/** Why the device is not worth another trial, as the end of a sentence; undefined where it is. */
	async verdict(): Promise<string | undefined> {
		const found = await this.read();
		if (!found || Date.now() - found.time > lifetimeMs) return undefined;
		if (found.verdict) return found.verdict;
		// Another window may be trying the device at this moment.
		if (found.pid !== process.pid && processIsRunning(found.pid)) return undefined;
		return `trying “${this.device}” ended the process the last time. Choose it by name in strata.inference.device to try again.`;
	}

	/** Before the trial: without a verdict. After it: with one, where that is no and took long to find. */
	async set(verdict?: string): Promise<void> {
		if (!this.file || !this.folder) return;
		// A folder that cannot be written to costs the memory of it, not the trial.
		await mkdir(this.folder, { recursive: true }).catch(() => undefined);
		const text = JSON.stringify({ pid: process.pid, time: Date.now(), verdict });
		await writeFile(this.file, text).catch(() => undefined);
	}

	async clear(): Promise<void> {
		if (this.file) await rm(this.file, { force: true }).catch(() => undefined);
	}

	private async read(): Promise<z.infer<typeof record> | undefined> {
		if (!this.file) return undefined;
		try {
			return record.safeParse(JSON.parse(await readFile(this.file, 'utf8'))).data;
		} catch {
			// Not there, or cut short: as if nothing was tried.
			return undefined;
		}
	}
}
