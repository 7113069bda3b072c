import type * as vscode from 'vscode';
import type { Port } from '../../shared/protocol/messageTransport';

/** A webview as something that messages go to and come from. */
export function webviewPort(webview: vscode.Webview): Port {
	return {
		post: (message) => webview.postMessage(message),
		listen: (onMessage) => webview.onDidReceiveMessage(onMessage),
	};
}
