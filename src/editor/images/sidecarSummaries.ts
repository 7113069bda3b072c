import type * as vscode from 'vscode';
import { type SidecarSummary, summariseSidecar } from '../../formats/sidecar/sidecarSummary';
import { textFileOf } from '../document/sidecarStore';

/** How many files are read at a time. */
const parallel = 8;
/** Milliseconds between two times that the list is told what has been read. */
const tellMs = 500;

/** What the annotations files of many images say, read in the background and kept. */
export class SidecarSummaries implements vscode.Disposable {
	private readonly found = new Map<string, SidecarSummary>();
	private readonly wanted = new Map<string, vscode.Uri>();
	private readers = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private isDisposed = false;

	/** @param changed more has been read */
	constructor(private readonly changed: () => void) {}

	/** What a file says; undefined until it has been read. */
	of(file: vscode.Uri): SidecarSummary | undefined {
		return this.found.get(file.toString());
	}

	/** Reads the files that have not been read yet. */
	read(files: readonly vscode.Uri[]): void {
		for (const file of files) if (!this.of(file)) this.wanted.set(file.toString(), file);
		while (this.readers < Math.min(parallel, this.wanted.size)) void this.readNext();
	}

	/** The file has another content. */
	forget(file: vscode.Uri): void {
		this.found.delete(file.toString());
	}

	dispose(): void {
		this.isDisposed = true;
		this.wanted.clear();
		clearTimeout(this.timer);
	}

	private async readNext(): Promise<void> {
		this.readers++;
		for (;;) {
			const [next] = this.wanted;
			if (!next) break;
			const [key, file] = next;
			this.wanted.delete(key);
			// A file that cannot be read shows nothing; opening its image says why.
			const text = await textFileOf(file)
				.read()
				.catch(() => undefined);
			if (this.isDisposed) return;
			this.found.set(key, summariseSidecar(text ?? ''));
			this.timer ??= setTimeout(() => {
				this.timer = undefined;
				this.changed();
			}, tellMs);
		}
		this.readers--;
	}
}
