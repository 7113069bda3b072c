import { readdir, readFile } from 'node:fs/promises';

/**
 * Megabytes of the largest of a browser's page processes, of its own; VS Code's window and webviews may share one.
 * Undefined where the system does not tell: only Linux does.
 *
 * @param userDataDir the browser's, by which its processes are known
 */
async function pageMegabytes(userDataDir: string): Promise<number | undefined> {
	let most: number | undefined;
	const ids = await readdir('/proc').catch(() => []);
	for (const id of ids.filter((name) => /^\d+$/.test(name))) {
		const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
		if (!command.includes('--type=renderer') || !command.includes(userDataDir)) continue;
		const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
		const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
		most = Math.max(most ?? 0, (kilobytes('Private_Clean') + kilobytes('Private_Dirty')) / 1024);
	}
	return most;
}

/** How many megabytes pages took more than before, at most, while something was done; undefined as above. */
export async function growthDuring(
	userDataDir: string,
	act: () => Promise<void>,
): Promise<number | undefined> {
	const before = await pageMegabytes(userDataDir);
	let most = 0;
	const watching = setInterval(() => {
		void pageMegabytes(userDataDir).then((now = 0) => {
			most = Math.max(most, now);
		});
	}, 100);
	try {
		await act();
	} finally {
		clearInterval(watching);
	}
	return before === undefined ? undefined : most - before;
}
