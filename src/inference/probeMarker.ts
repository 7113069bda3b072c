import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** After this the driver may be another, and is tried again. */
const lifetimeMs = 7 * 24 * 3_600_000;

/**
 * A file that lies there while a device is being tried. A driver's fault ends the process without an exception; the
 * next process finds the file, knows, and leaves that device alone.
 */
export class ProbeMarker {
	private readonly file: string | undefined;

	/** @param folder absent: a crash is not remembered */
	constructor(
		private readonly folder: string | undefined,
		device: string,
	) {
		this.file = folder && join(folder, `trying-${device}.json`);
	}

	/** Whether an earlier process ended while it tried the device. */
	async remains(): Promise<boolean> {
		if (!this.file) return false;
		const text = await readFile(this.file, 'utf8').catch(() => '');
		const [, pid, time] = /"pid":(\d+),"time":(\d+)/.exec(text) ?? [];
		if (!pid || Date.now() - Number(time) > lifetimeMs) return false;
		// Another window may be trying the device at this moment.
		return !isRunning(Number(pid));
	}

	async set(): Promise<void> {
		if (!this.file || !this.folder) return;
		await mkdir(this.folder, { recursive: true }).catch(() => undefined);
		const text = JSON.stringify({ pid: process.pid, time: Date.now() });
		await writeFile(this.file, text).catch(() => undefined);
	}

	async clear(): Promise<void> {
		if (this.file) await rm(this.file, { force: true }).catch(() => undefined);
	}
}

function isRunning(pid: number): boolean {
	if (pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
