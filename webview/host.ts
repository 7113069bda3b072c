import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/browser';
import { transportOf } from '../src/shared/protocol/messageTransport';

interface VsCodeApi {
	postMessage(message: unknown): void;
	getState(): unknown;
	setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** VS Code's side of this page; it may be asked for once only. */
export const vscodeApi = acquireVsCodeApi();

/** Connects this page with the extension host. */
export function connectHost(): MessageConnection {
	const { reader, writer } = transportOf({
		post: (message) => vscodeApi.postMessage(message),
		listen: (onMessage) => {
			const listener = ({ data }: MessageEvent) => onMessage(data);
			window.addEventListener('message', listener);
			return { dispose: () => window.removeEventListener('message', listener) };
		},
	});
	return createMessageConnection(reader, writer);
}
