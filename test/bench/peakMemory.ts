import { readFile } from 'node:fs/promises';
import type { CDPSession } from 'playwright-core';

const everyMs = 50;

/** Watches how much memory the processes of a browser's pages take, where the system tells (Linux). */
export class PeakMemory {
	private highest = 0;
	private readonly timer = setInterval(() => void this.look(), everyMs);

	constructor(private readonly browser: CDPSession) {}

	/** Megabytes of the one page that took most since the last call, of its own; undefined where it is not known. */
	take(): number | undefined {
		const { highest } = this;
		this.highest = 0;
		return highest > 0 ? highest / 1024 : undefined;
	}

	stop(): void {
		clearInterval(this.timer);
	}

	private async look(): Promise<void> {
		const { processInfo } = await this.browser
			.send('SystemInfo.getProcessInfo')
			.catch(() => ({ processInfo: [] }));
		for (const { type, id } of processInfo) {
			if (type === 'renderer') this.highest = Math.max(this.highest, await privateKilobytes(id));
		}
	}
}

async function privateKilobytes(id: number): Promise<number> {
	const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
	const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
	return kilobytes('Private_Clean') + kilobytes('Private_Dirty');
}
