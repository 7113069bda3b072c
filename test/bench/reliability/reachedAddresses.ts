/** A process tried to reach an address. */
export interface Reached {
	/** The command line of the process, as strace writes it. */
	readonly program: string;
	readonly address: string;
}

/** What strace has to follow for `reachedAddresses`. */
export const tracedCalls = 'connect,sendto,sendmsg,execve,clone,clone3,fork,vfork';

const started = /(?:^|<\.\.\. )(?:clone3?|v?fork)\b.*= (\d+)$/;
const address = /AF_INET6?,.*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/;

/**
 * Which programs a log of `strace -f` has seen, and which addresses they tried to reach. A thread's attempt is its
 * program's, and so is that of a process that it started without running another program in it.
 */
export function reachedAddresses(log: Iterable<string>): { programs: string[]; reached: Reached[] } {
	const programOf = new Map<string, string>();
	const parentOf = new Map<string, string>();
	const programs: string[] = [];
	const tries: { readonly task: string; readonly address: string }[] = [];
	for (const line of log) {
		const [, task, call] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
		if (task === undefined || call === undefined) continue;
		const child = started.exec(call)?.[1];
		if (child !== undefined) parentOf.set(child, task);
		else if (call.startsWith('execve(') && !call.includes('ENOENT')) {
			programOf.set(task, call);
			programs.push(call);
		} else {
			const [, v4, v6] = address.exec(call) ?? [];
			const found = v4 ?? v6;
			if (found !== undefined) tries.push({ task, address: found });
		}
	}
	const program = (task: string): string => {
		let at: string | undefined = task;
		while (at !== undefined && !programOf.has(at)) at = parentOf.get(at);
		return at === undefined ? '' : programOf.get(at)!;
	};
	// The log has a process's first call before that of its parent has returned.
	return { programs, reached: tries.map(({ task, address }) => ({ program: program(task), address })) };
}
