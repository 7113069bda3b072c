import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { runProgram } from '../helper';
import { isHere, isolate } from '../isolation';
import { reachedAddresses, tracedCalls } from '../reachedAddresses';
import { countTry, type Row } from '../row';

/** The tests in VS Code that are run: the packaged extension is installed, an image opened, clicked, named and saved. */
const tests = ['smoke', 'segment'];

/** The extension in VS Code, where only VS Code and its own window reach each other. */
export const editor: Row = {
	name: 'editor',
	promise:
		'The extension needs no network, and neither it nor the process that runs the model tries to reach one',
	limit: 600,
	async run(result, { root, folder }) {
		const isPackaged = (await readdir(path.join(root, 'dist'))).some((name) => name.endsWith('.vsix'));
		if (!isPackaged) {
			result.notRun.push('VS Code without a network: run `npm run package` first');
			return;
		}
		const isolation = await isolate();
		const hasTools = (await isHere('strace', ['-V'])) && (await isHere('ip', ['-V']));
		if (isolation === undefined || !hasTools) {
			result.notRun.push('VS Code without a network: unshare, ip or strace is not here or not permitted');
			return;
		}
		const log = path.join(folder, 'calls.txt');
		const strace = `strace -f -qq --seccomp-bpf -s 400 -e trace=${tracedCalls} -o ${log}`;
		const vitest = 'node node_modules/vitest/vitest.mjs run --project vscode';
		const inside = `ip link set lo up && exec ${strace} ${vitest} ${tests.join(' ')}`;
		const ending = await runProgram('unshare', [...isolation, 'sh', '-c', inside], {
			cwd: root,
			timeout: 1_200_000,
		});
		countTry(result, editor, 'the tests in VS Code', ending.ms);
		if (ending.code !== 0) {
			result.crashed++;
			result.broken.push(`the tests in VS Code ended with ${ending.code}: ${ending.stdout.slice(-2000)}`);
		}
		const lines: string[] = [];
		for await (const line of createInterface({ input: createReadStream(log) })) lines.push(line);
		const { programs, reached } = reachedAddresses(lines);
		for (const [what, mark] of [
			['extension host', '--type=extensionHost'],
			['inference process', 'inference.cjs'],
		] as const) {
			const seen = programs.filter((one) => one.includes(mark)).length;
			const tried = reached.filter(({ program }) => program.includes(mark)).map((one) => one.address);
			if (seen === 0) result.broken.push(`strace has seen no ${what}`);
			if (tried.length > 0)
				result.broken.push(`the ${what} tried to reach ${[...new Set(tried)].join(', ')}`);
			result.notes.push(`${what}: ${seen} seen, ${tried.length} attempts to reach an address`);
		}
		const others = reached.filter(({ address }) => !address.startsWith('127.')).length;
		result.notes.push(
			`VS Code’s server, its window and the test itself: ${others} attempts beyond the machine`,
		);
	},
};
