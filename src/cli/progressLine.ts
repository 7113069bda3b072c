import { WriteStream } from 'node:tty';

/** One line on stderr that tells how far a download is; nothing where nobody watches. */
export class ProgressLine {
	private shown = '';

	constructor(private readonly what: string) {}

	update(received: number, total: number | undefined): void {
		if (!(process.stderr instanceof WriteStream)) return;
		const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
		const of =
			total === undefined ? '' : ` of ${megabytes(total)} MB (${Math.floor((100 * received) / total)} %)`;
		const line = `${this.what}: ${megabytes(received)}${of || ' MB'}`;
		if (line === this.shown) return;
		this.shown = line;
		process.stderr.write(`\r\x1b[K${line}`);
	}

	end(): void {
		if (this.shown) process.stderr.write('\r\x1b[K');
	}
}
