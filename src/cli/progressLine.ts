import { SingleBar } from 'cli-progress';
import { megabytesOf } from '../shared/megabytes';
import { showsProgress } from './output';

/** A line on stderr that shows how far something is; nothing where stderr is not a terminal. */
export class ProgressLine {
	private bar: SingleBar | undefined;

	constructor(private readonly title: string) {}

	/** Of a download, in bytes. */
	update(received: number, total: number | undefined): void {
		this.show(megabytesOf(received, total), total && received / total);
	}

	/** @param fraction how much is done, from 0 to 1; absent: not known, and no bar is drawn */
	show(text: string, fraction?: number): void {
		if (!showsProgress()) return;
		const bar = fraction === undefined ? '' : `${percent(fraction)} `;
		this.bar ??= start(this.title);
		this.bar.update(fraction ?? 0, { text: `${bar}${text}` });
	}

	end(): void {
		this.bar?.stop();
		this.bar = undefined;
	}
}

const percent = (fraction: number) => `${Math.floor(100 * fraction)} %`.padStart(5);

function start(title: string): SingleBar {
	const bar = new SingleBar({
		format: `${title} [{bar}] {text}`,
		stream: process.stderr,
		barsize: 24,
		hideCursor: true,
		clearOnComplete: true,
		// The commands cancel their work themselves.
		gracefulExit: false,
	});
	bar.start(1, 0, { text: '' });
	return bar;
}
