import { readFileSync } from 'node:fs';

/** What a process has used. */
export interface Usage {
	/** The most memory that it has had, and what it has now, in MiB. */
	readonly peak: number;
	readonly now: number;
	/** Time of the processors, in milliseconds. */
	readonly processorMs: number;
}

/** Linux counts in hundredths of a second. */
const tickMs = 10;

/** What a running process has used; undefined where it is gone, or the system does not say. */
export function usageOf(pid: number): Usage | undefined {
	try {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const memory = (name: string) =>
			Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The second field is the program's name, which may hold spaces.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const processorMs = (Number(fields[11]) + Number(fields[12])) * tickMs;
		return { peak: memory('VmHWM'), now: memory('VmRSS'), processorMs };
	} catch {
		return undefined;
	}
}
