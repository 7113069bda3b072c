import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { runHelper } from '../helper';
import type { Opened } from '../openHelper';
import { countMemory, countTry, isSentence, type Row } from '../row';
import { sidecarBombs, writeBomb } from '../sidecarBombs';

/** What a file may have for each second that it takes. */
const bytesPerSecond = 10_000_000;

/** Annotation files that ask for much more than they look like. */
export const sidecars: Row = {
	name: 'sidecars',
	promise: 'An annotations file that asks for too much is used or refused in a sentence, in time and memory',
	limit: 5,
	isProcessorTime: true,
	memoryLimit: 1536,
	async run(result, { folder, length }) {
		const file = path.join(folder, 'a.png.strata.json');
		for (const bomb of sidecarBombs(length)) {
			await writeBomb(file, bomb);
			// Of a large file nobody expects that it opens at once.
			const limit = Math.max(sidecars.limit, (await stat(file)).size / bytesPerSecond);
			const { code, signal, stdout, stderr, ms, processorMs, peakMemory } = await runHelper('open', [file], {
				timeout: 120_000,
			});
			await rm(file);
			countMemory(result, peakMemory);
			const memory = peakMemory === undefined ? '' : `, ${Math.round(peakMemory)} MB`;
			if (code !== 0) {
				countTry(result, { limit }, bomb.name, processorMs);
				if (ms < 120_000) result.crashed++;
				result.broken.push(
					`${bomb.name}: ended with ${signal ?? code} after ${Math.round(ms)} ms${memory}: ${firstLine(stderr)}`,
				);
				continue;
			}
			const { message, isExpected, masks, open, save = 0 } = JSON.parse(stdout) as Opened;
			countTry(result, { limit }, `${bomb.name}: open`, open);
			if (message === undefined) countTry(result, { limit }, `${bomb.name}: save`, save);
			const took = `${Math.round(open)} ms${save ? ` to open, ${Math.round(save)} ms to save` : ''}${memory}`;
			result.notes.push(
				`${bomb.name}: ${message === undefined ? `${masks} masks` : `“${message}”`}, ${took}`,
			);
			if (message === undefined || (isExpected && isSentence(message))) continue;
			result.crashed++;
			result.broken.push(`${bomb.name}: not a sentence for the user: ${message}`);
		}
	},
};

const firstLine = (text: string) =>
	text.split('\n').find((line) => /error|fatal/i.test(line)) ?? text.slice(0, 200);
