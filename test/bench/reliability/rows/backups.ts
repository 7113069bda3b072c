import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Uri } from 'vscode';
import { addToSidecar, sidecarPath } from '../../../../src/cli/sidecarFile';
import { Backups } from '../../../../src/editor/document/backups';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { type Fault, faultKinds, faultsOf } from '../faults';
import { runHelper } from '../helper';
import { countMemory, countTry, type Row } from '../row';
import { numberedMask, savedImage } from '../saveHelper';

interface Outcome {
	readonly kept: boolean;
	readonly calls: readonly string[];
}

/** Every call that keeping unsaved masks for a hot exit makes fails, or is the last one of its process. */
export const backups: Row = {
	name: 'backups',
	promise:
		'Where keeping unsaved masks fails or is killed, the next session finds those of before or the new ones',
	limit: 5,
	async run(result, { folder }) {
		const image = path.join(folder, 'a.jpg');
		const [one, two] = [path.join(folder, 'one.jpg'), path.join(folder, 'two.jpg')];
		for (const [file, count] of [[one, 1] as const, [two, 2] as const]) {
			for (let i = 0; i < count; i++)
				await addToSidecar({ path: file, ...savedImage }, () => [numberedMask(i, 'kept')]);
		}
		const kept = path.join(folder, 'unsaved');
		const keep = (file: string, { at, kind }: Fault) =>
			runHelper('backup', [kept, image, sidecarPath(file), `${at}`, kind]);
		const none: Fault = { at: 0, kind: 'EIO' };
		const { calls } = JSON.parse((await keep(two, none)).stdout) as Outcome;
		result.notes.push(`${calls.length} calls`);
		let errors = 0;
		let kills = 0;
		for (const before of [one, undefined]) {
			for (const fault of faultsOf(calls, faultKinds)) {
				const what = `${fault.kind} at call ${fault.at} (${fault.call}), ${before ? 'with' : 'without'} masks kept before`;
				await rm(kept, { recursive: true, force: true });
				if (before) await keep(before, none);
				const ending = await keep(two, fault);
				countTry(result, backups, what, ending.ms);
				countMemory(result, ending.peakMemory);
				if (ending.signal === 'SIGKILL') kills++;
				else if (ending.code === 0) errors++;
				else {
					result.crashed++;
					result.broken.push(
						`${what}: the process ended with ${ending.code}: ${ending.stderr.slice(0, 300)}`,
					);
				}
				const said = ending.stdout === '' ? undefined : (JSON.parse(ending.stdout) as Outcome);
				const found = await masksKept(kept, image);
				const isWhole = found === 2 || (!said?.kept && found === (before ? 1 : 0));
				if (isWhole) continue;
				result.lost++;
				result.broken.push(`${what}: the next session finds ${found} masks`);
			}
		}
		result.notes.push(`${errors} errors, ${kills} kills`);
	},
};

/** The number of masks that an editor of the image would bring back. */
async function masksKept(folder: string, image: string): Promise<number> {
	const found = await new Backups(Uri.file(folder)).find(Uri.file(image) as never);
	return found ? parseSidecar(found.content.sidecar).set.annotations.length : 0;
}
