import { execFileSync } from 'node:child_process';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { displayImage } from '../../../../src/shared/protocol/inferenceProtocol';
import { type Answer, answerOf, watchedClient } from '../client';
import { imageBombs } from '../imageBombs';
import { usageOf } from '../memory';
import { countMemory, countTry, isSentence, type Row, type RowContext, type RowResult } from '../row';

/** Seconds of the processor that a refusal may take. */
const refusalLimit = 5;
/** After so many milliseconds there will be no answer. */
const noAnswer = 120_000;

/** Image files that ask for much more than they look like. */
export const imageFiles: Row = {
	name: 'imageFiles',
	promise:
		'An image file that asks for too much is refused in a sentence within 5 s; one within the limits is shown, in time and memory',
	// Of what is shown: the largest images that are not refused take a while, in a process of their own.
	limit: 10,
	isProcessorTime: true,
	memoryLimit: 1536,
	async run(result, context) {
		const bombs = context.length === 'short' ? imageBombs.filter(({ isQuick }) => isQuick) : imageBombs;
		for (const { name, file, bytes } of bombs) {
			const image = path.join(context.folder, file);
			const content = await bytes();
			await writeFile(image, content);
			await open(result, context, image, `${name} (${describeSize(content.length)})`);
			await rm(image);
		}
		if (process.platform === 'win32') {
			result.notRun.push('devices and pipes: Windows has none that are files');
			return;
		}
		const endless = path.join(context.folder, 'endless.png');
		await symlink('/dev/zero', endless);
		await open(result, context, endless, 'a link to /dev/zero');
		const pipe = path.join(context.folder, 'pipe.png');
		execFileSync('mkfifo', [pipe]);
		await open(result, context, pipe, 'a pipe');
	},
};

const describeSize = (bytes: number) =>
	bytes < 10_000 ? `${bytes} bytes` : `${Math.round(bytes / 1000)} kB`;

/** Opens, shows and clicks an image, each as the editor does, in a process of its own. */
async function open(result: RowResult, { root }: RowContext, image: string, what: string): Promise<void> {
	const { client, crashes, peakMemory, dispose } = watchedClient({ root });
	const told: string[] = [];
	try {
		await client.start();
		let before = usageOf(client.pid!)?.processorMs;
		/** @returns what came of a request, and counts it by the time of the processor, where that is known */
		const ask = async <T>(step: string, asked: Promise<T>): Promise<Answer<T>> => {
			const answer = await answerOf(asked, noAnswer);
			const after = client.pid === undefined ? undefined : usageOf(client.pid)?.processorMs;
			// A request that hangs takes no processor.
			const isKnown = !('hangs' in answer) && before !== undefined && after !== undefined;
			const ms = isKnown ? after! - before! : answer.ms;
			before = after;
			const limit = 'message' in answer ? refusalLimit : imageFiles.limit;
			countTry(result, { limit }, `${what}: ${step}`, ms);
			told.push(`${step} ${Math.round(ms)} ms`);
			if (!('message' in answer)) return answer;
			told.push(`“${answer.message}”`);
			if (!isSentence(answer.message)) {
				result.crashed++;
				result.broken.push(`${what}: not a sentence: ${JSON.stringify(answer.message)}`);
			}
			return answer;
		};
		const opened = await ask('open', client.openImage(image));
		if ('value' in opened) {
			const hash = opened.value.image;
			const { width, height } = opened.value;
			await ask('show', client.askAbout(displayImage, { image: hash }));
			const prompts = [{ type: 'point', x: width >> 1, y: height >> 1, positive: true }] as const;
			await ask('click', client.segment({ image: hash, prompts }));
		}
		if (crashes() > 0) {
			result.crashed += crashes();
			result.broken.push(`${what}: the process ended ${crashes()} times`);
		}
	} finally {
		const peak = peakMemory();
		countMemory(result, peak);
		dispose();
		const memory = peak === undefined ? '' : `, ${Math.round(peak)} MB`;
		result.notes.push(`${what}: ${told.join(', ')}${memory}`);
	}
}
