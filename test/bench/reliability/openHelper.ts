import { parseSidecar } from '../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../src/formats/sidecar/serializeSidecar';
import { SidecarError } from '../../../src/formats/sidecar/sidecarError';
import { SidecarFile } from '../../../src/formats/sidecar/sidecarFile';
import { summariseSidecar } from '../../../src/formats/sidecar/sidecarSummary';
import { localTextFile } from '../../../src/node/textFile';

/** What an extension host does with a sidecar, and how many milliseconds of the processor that took. */
export interface Opened {
	/** Why it was refused; absent where it was not. */
	readonly message?: string;
	/** Whether the refusal is one that the product expects. */
	readonly isExpected?: boolean;
	readonly masks?: number;
	readonly open: number;
	readonly save?: number;
	readonly summary?: number;
}

/** A process of its own: reads a sidecar as the editor does, writes its text, and reads what a list of images shows. */
export async function openHelper([file = '']: readonly string[]): Promise<void> {
	let from = process.cpuUsage();
	const since = () => {
		const { user, system } = process.cpuUsage(from);
		from = process.cpuUsage();
		return (user + system) / 1000;
	};
	process.stdout.write(JSON.stringify(await opened(file, since)));
}

async function opened(file: string, since: () => number): Promise<Opened> {
	try {
		const { text = '' } = await new SidecarFile(localTextFile(file)).read();
		const sidecar = parseSidecar(text);
		const open = since();
		serializeSidecar(sidecar, sidecar.image ?? { fileName: 'a.png', width: 1, height: 1 });
		const save = since();
		summariseSidecar(text);
		return { masks: sidecar.set.annotations.length, open, save, summary: since() };
	} catch (error) {
		const isExpected = error instanceof SidecarError || (error instanceof Error && 'code' in error);
		return { message: error instanceof Error ? error.message : String(error), isExpected, open: since() };
	}
}
