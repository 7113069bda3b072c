import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { sidecarPath } from '../../../../src/cli/sidecarFile';
import { runHelper, runProgram } from '../helper';
import { isHere, isolate } from '../isolation';
import { countMemory, countTry, type Row } from '../row';

/** Everything but the download of a model needs no network. */
export const network: Row = {
	name: 'network',
	promise: 'Clicks are answered where there is no network at all, and no connection is tried',
	limit: 60,
	async run(result, { root, folder }) {
		const isolation = await isolate();
		if (isolation === undefined) {
			result.notRun.push('a space without a network: `unshare -n` is not here or not permitted');
			return;
		}
		const image = path.join(folder, 'a.jpg');
		await copyFile(path.join(root, 'media/samples/still-life.jpg'), image);
		const cli = path.join(root, 'dist/cli.cjs');
		const segment = [process.execPath, cli, 'segment', image, '--point', '700,500', '--no-cache'];
		// A connection would be a system call; where strace is, it says whether there was one.
		const log = path.join(folder, 'calls.txt');
		const traced = ['strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg', '-o', log];
		const hasStrace = await isHere('strace', ['-V']);
		if (!hasStrace) result.notRun.push('looking for attempts to connect: strace is not here');
		const command = [...isolation, ...(hasStrace ? traced : []), ...segment];
		const ending = await runProgram('unshare', command);
		countTry(result, network, 'strata segment', ending.ms);
		countMemory(result, ending.peakMemory);
		const hasMask = /annotation 1/.test(ending.stdout + ending.stderr);
		if (ending.code !== 0 || !hasMask) {
			result.crashed++;
			result.broken.push(`strata segment ended with ${ending.code}: ${ending.stderr.slice(0, 300)}`);
		} else result.notes.push(`strata segment: ${path.basename(sidecarPath(image))} has a mask`);
		if (hasStrace) {
			const tried = await runProgram('grep', ['-cE', 'AF_INET6?|AF_PACKET', log]);
			const count = Number(tried.stdout);
			result.notes.push(`${count} attempts to reach an address`);
			if (count !== 0) result.broken.push(`${count} attempts to reach an address: see strace`);
		}
		const inside = await runHelper('click', [root, image], { through: ['unshare', ...isolation] });
		countTry(result, network, 'inference process', inside.ms);
		if (inside.code === 0) result.notes.push(`inference process: ${inside.stdout.trim()}`);
		else {
			result.crashed++;
			result.broken.push(`inference process: ${inside.code}: ${inside.stderr.slice(0, 300)}`);
		}
	},
};
