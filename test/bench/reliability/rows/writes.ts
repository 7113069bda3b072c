import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { addToSidecar, sidecarPath } from '../../../../src/cli/sidecarFile';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { messageOf } from '../../../../src/shared/messageOf';
import { type Fault, type FaultKind, faultKinds, faultsOf } from '../faults';
import { runHelper } from '../helper';
import { countMemory, countTry, isSentence, type Row, type RowContext, type RowResult } from '../row';
import { numberedMask, savedImage } from '../saveHelper';

interface Outcome {
	readonly saved: boolean;
	readonly message?: string;
	readonly calls: readonly string[];
}

/** Every call that a save makes fails, or is the last one of its process. */
export const writes: Row = {
	name: 'writes',
	promise:
		'A save that fails or is killed leaves the old masks or the new ones, whole, and the next save works',
	limit: 5,
	async run(result, { folder, length }: RowContext) {
		const image = path.join(folder, 'a.jpg');
		const file = sidecarPath(image);
		const save = (number: number, fault: Fault) =>
			runHelper('save', [image, `${number}`, `${fault.at}`, fault.kind]);
		const none: Fault = { at: 0, kind: 'EIO' };
		await save(0, none);
		const old = await readFile(file);
		let errors = 0;
		let kills = 0;
		const chosen: readonly FaultKind[] = length === 'short' ? ['ENOSPC', 'killAfter'] : faultKinds;
		for (const before of length === 'short' ? [old] : [old, undefined]) {
			await start(folder, file, before);
			const { calls } = JSON.parse((await save(1, none)).stdout) as Outcome;
			result.notes.push(`${calls.length} calls where there is ${before ? 'a' : 'no'} sidecar`);
			for (const fault of faultsOf(calls, chosen)) {
				const what = `${fault.kind} at call ${fault.at} (${fault.call}), ${before ? 'with' : 'without'} a sidecar`;
				await start(folder, file, before);
				const ending = await save(1, fault);
				countTry(result, writes, what, ending.ms);
				countMemory(result, ending.peakMemory);
				if (ending.signal === 'SIGKILL') kills++;
				else if (ending.code === 0) errors++;
				else crash(result, `${what}: the process ended with ${ending.code}: ${ending.stderr.slice(0, 300)}`);
				const said = ending.stdout === '' ? undefined : (JSON.parse(ending.stdout) as Outcome);
				if (said?.message !== undefined && !isSentence(said.message)) {
					crash(result, `${what}: not a sentence: ${JSON.stringify(said.message)}`);
				}
				const found = await masksIn(file);
				const whole = before ? [1, 2] : [0, 1];
				const isKept = before === undefined || found !== 1 || (await readFile(file)).equals(before);
				if (found === undefined || !whole.includes(found) || !isKept) {
					lose(result, `${what}: the sidecar has ${found ?? 'no readable'} masks`);
				} else if (said?.saved && found !== whole[1]) {
					lose(result, `${what}: it said that the mask was saved`);
				}
				const from = performance.now();
				const next = { path: image, ...savedImage };
				await addToSidecar(next, () => [numberedMask(2, 'next')]).catch((error: unknown) =>
					lose(result, `${what}: the next save: ${messageOf(error)}`),
				);
				countTry(result, writes, `${what}: the next save`, performance.now() - from);
				if ((await masksIn(file)) !== (found ?? 0) + 1) lose(result, `${what}: the next save lost masks`);
				const left = (await readdir(folder)).filter((name) => name !== path.basename(file));
				const isLeft = left.length > 0 && ending.signal !== 'SIGKILL';
				if (isLeft) result.broken.push(`${what}: left ${left.join(', ')} behind`);
			}
		}
		result.notes.push(`${errors} errors, ${kills} kills`);
	},
};

function lose(result: RowResult, what: string): void {
	result.lost++;
	result.broken.push(what);
}

function crash(result: RowResult, what: string): void {
	result.crashed++;
	result.broken.push(what);
}

/** Nothing in the folder but the sidecar as it was before. */
async function start(folder: string, file: string, before: Uint8Array | undefined): Promise<void> {
	for (const name of await readdir(folder)) await rm(path.join(folder, name));
	if (before) await writeFile(file, before);
}

/** The number of masks; 0 where there is no file, undefined where it cannot be read. */
async function masksIn(file: string): Promise<number | undefined> {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	if (text === undefined) return 0;
	try {
		return parseSidecar(text).set.annotations.length;
	} catch {
		return undefined;
	}
}
