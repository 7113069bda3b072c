import * as vscode from 'vscode';

/** Is cancelled when another token is, or when it is disposed before its work is done. */
export class EitherToken implements vscode.Disposable {
	private readonly source = new vscode.CancellationTokenSource();
	private readonly listening: vscode.Disposable;

	constructor(other: Pick<vscode.CancellationToken, 'onCancellationRequested'>) {
		this.listening = other.onCancellationRequested(() => this.source.cancel());
	}

	get token(): vscode.CancellationToken {
		return this.source.token;
	}

	dispose(): void {
		this.listening.dispose();
		this.source.cancel();
		this.source.dispose();
	}
}
