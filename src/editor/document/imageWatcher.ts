import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import { watchFile } from './watchFile';

/** Programs write a picture in pieces: it is read once nothing has been written for this long. */
const quietMs = 400;

/** Tells when another program has replaced an image. */
export class ImageWatcher extends Disposable {
	private stamp: string | undefined;
	private timer: NodeJS.Timeout | undefined;

	private readonly _onDidChange = this._register(new vscode.EventEmitter<void>());
	readonly onDidChange = this._onDidChange.event;

	constructor(private readonly uri: vscode.Uri) {
		super();
		this._register(watchFile(uri, () => this.lookSoon()));
		this._register({ dispose: () => clearTimeout(this.timer) });
		void this.readStamp().then((stamp) => {
			this.stamp ??= stamp;
		});
	}

	private lookSoon(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.look(), quietMs);
	}

	private async look(): Promise<void> {
		const stamp = await this.readStamp();
		// While it is away there is nothing to show instead: the old picture stays.
		if (this.isDisposed || stamp === undefined || stamp === this.stamp) return;
		this.stamp = stamp;
		this._onDidChange.fire();
	}

	private async readStamp(): Promise<string | undefined> {
		return vscode.workspace.fs.stat(this.uri).then(
			({ mtime, size }) => `${mtime} ${size}`,
			() => undefined,
		);
	}
}
