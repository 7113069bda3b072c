import { readFile } from 'node:fs/promises';
import { Uri } from 'vscode';
import { Backups } from '../../../src/editor/document/backups';
import { messageOf } from '../../../src/shared/messageOf';
import { type FaultKind, injectFault } from './faults';

/**
 * A process of its own: keeps the masks of the sidecar at `sidecar` as unsaved ones of an image, in the folder of
 * backups, and prints what became of it, as JSON.
 */
export async function backupHelper([
	folder = '',
	image = '',
	sidecar = '',
	at = '0',
	kind = '',
]: readonly string[]): Promise<void> {
	const content = {
		image: Uri.file(image).toString(),
		sidecar: await readFile(sidecar, 'utf8'),
		base: undefined,
	};
	const calls = injectFault({ at: Number(at), kind: kind as FaultKind });
	const print = (outcome: object) => process.stdout.write(`${JSON.stringify({ ...outcome, calls })}\n`);
	try {
		await new Backups(Uri.file(folder)).add(content);
		print({ kept: true });
	} catch (error) {
		print({ kept: false, message: messageOf(error) });
	}
}
