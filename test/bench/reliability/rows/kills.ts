import { setTimeout as wait } from 'node:timers/promises';
import { processIsRunning } from '../../../../src/node/processIsRunning';
import { Random } from '../../../fuzz/random';
import { answerOf, watchedClient } from '../client';
import { writePictures } from '../pictures';
import { countMemory, countTry, isSentence, type Row } from '../row';

/** Not minutes as in the editor, so that many moments fit into one run; longer than a busy machine takes to start it. */
const limits = { intervalMs: 500, silentMs: 5000, hungMs: 20_000 };

/** The process that runs the model ends or hangs at random moments of clicks. */
export const kills: Row = {
	name: 'kills',
	promise:
		'Whenever the process that runs the model ends or hangs, each click is answered or refused in a sentence',
	// The time after which a hanging process is ended, twice, and two starts of the model.
	limit: 80,
	async run(result, { root, folder, seed, length }) {
		const random = new Random(seed);
		const pictures = await writePictures(root, folder, length === 'full' ? 100 : 30);
		const { client, pids, crashes, peakMemory, dispose } = watchedClient({ root, limits });
		const counts = {
			answered: 0,
			refused: 0,
			nextAnswered: 0,
			nextRefused: 0,
			killed: 0,
			stopped: 0,
			twice: 0,
		};
		const click = async (picture: string) => {
			const { image } = await client.openImage(picture);
			const x = Math.round(100 + 440 * random.next());
			const prompts = [{ type: 'point', x, y: 240, positive: true }] as const;
			return (await client.segment({ image, prompts })).candidates.length;
		};
		const signal = (name: NodeJS.Signals) => {
			if (client.pid === undefined) return;
			counts[name === 'SIGKILL' ? 'killed' : 'stopped']++;
			process.kill(client.pid, name);
		};
		/** @returns whether it was answered */
		const judge = async (asked: Promise<number>, what: string): Promise<boolean> => {
			const answer = await answerOf(asked, 2 * kills.limit * 1000);
			countTry(result, kills, what, answer.ms);
			if ('value' in answer) return true;
			if ('message' in answer && !isSentence(answer.message)) {
				result.crashed++;
				result.broken.push(`${what}: not a sentence: ${JSON.stringify(answer.message)}`);
			}
			return false;
		};
		try {
			for (const [i, picture] of pictures.entries()) {
				const kind = random.pick(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGSTOP', 'twice'] as const);
				const moment = random.below(1500);
				const what = `seed ${seed}, click ${i + 1}, ${kind} after ${moment} ms`;
				// The process is well when it is asked, or as the last click left it, or is still to be started.
				const start = random.pick(['running', 'as it is', 'new'] as const);
				if (start === 'running') await answerOf(client.start(), 60_000);
				if (start === 'new') client.restart();
				const asked = judge(click(picture), what);
				await wait(moment);
				signal(kind === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL');
				if (kind === 'twice') {
					counts.twice++;
					await wait(random.below(1500));
					signal('SIGKILL');
				}
				counts[(await asked) ? 'answered' : 'refused']++;
				// The next one needs no luck, save where the process has ended three times: then as the user is told.
				if (await judge(click(picture), `${what}: the next click`)) counts.nextAnswered++;
				else {
					counts.nextRefused++;
					client.restart();
					if (!(await judge(click(picture), `${what}: a click after Restart Inference`))) {
						result.lost++;
						result.broken.push(`${what}: no answer after Restart Inference`);
					}
				}
			}
		} finally {
			countMemory(result, peakMemory());
			dispose();
		}
		await wait(2000);
		const left = pids.filter(processIsRunning);
		if (left.length > 0) result.broken.push(`${left.length} processes are still there`);
		result.notes.push(
			`${counts.killed} kills and ${counts.stopped} stops in ${pictures.length} clicks, ${counts.twice} of them twice; ${crashes()} noticed`,
			`${counts.answered} clicks answered, ${counts.refused} refused; of the next ones ${counts.nextAnswered} answered, ${counts.nextRefused} refused until Restart Inference`,
			`${pids.length} processes were started, ${left.length} are left`,
		);
	},
};
