import { WriteStream } from 'node:tty';

/** One line on stderr that tells how far something is; nothing where nobody watches. */
export class ProgressLine {
	private shown = '';

	constructor(private readonly what: string) {}

	/** Of a download, in bytes. */
	update(received: number, total: number | undefined): void {
		const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
		const of =
			total === undefined ? '' : ` of ${megabytes(total)} MB (${Math.floor((100 * received) / total)} %)`;
		this.show(`${megabytes(received)}${of || ' MB'}`);
	}

	show(text: string): void {
		const line = `${this.what}: ${text}`;
		if (!(process.stderr instanceof WriteStream) || line === this.shown) return;
		this.shown = line;
		process.stderr.write(`\r\x1b[K${line}`);
	}

	end(): void {
		if (this.shown) process.stderr.write('\r\x1b[K');
	}
}
