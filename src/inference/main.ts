import { type CancellationToken, createMessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { InferenceError, oneLine } from '../shared/inferenceError';
import {
	describeGraph,
	displayImage,
	encode,
	everything,
	everythingProgress,
	firstCandidate,
	log,
	openImage,
	preview,
	segment,
	start,
} from '../shared/protocol/inferenceProtocol';
import { describeGraph as readGraph } from './runtime/onnxSession';
import { InferenceService } from './service';

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));

/** What the host does about a message that no longer reaches it, this process does too: it ends. */
const ignoreClosed = () => undefined;

const service = new InferenceService({
	onFirstCandidate: (first) => void connection.sendNotification(firstCandidate, first).catch(ignoreClosed),
	onLog: (level, text) => void connection.sendNotification(log, { level, text }).catch(ignoreClosed),
});

/** The token of a request as a signal, whose reason is what the request is then rejected with. */
function signalOf(token: CancellationToken): AbortSignal {
	const controller = new AbortController();
	const abort = () => controller.abort(new InferenceError('cancelled', 'The request was cancelled.'));
	if (token.isCancellationRequested) abort();
	token.onCancellationRequested(abort);
	return controller.signal;
}

connection.onRequest(describeGraph, ({ file }) => readGraph(file));
connection.onRequest(start, (params) => service.start(params));
connection.onRequest(openImage, (params) => service.openImage(params));
connection.onRequest(displayImage, (params) => service.displayImage(params));
connection.onRequest(encode, (params, token) => service.encode(params, signalOf(token)));
connection.onRequest(preview, (params) => service.preview(params));
connection.onRequest(segment, (params, token) => service.segment(params, signalOf(token)));
connection.onRequest(everything, (params, token) =>
	service.everything(params, signalOf(token), (progress) => {
		const { asker } = params;
		if (asker !== undefined) {
			void connection.sendNotification(everythingProgress, { asker, ...progress }).catch(ignoreClosed);
		}
	}),
);

// The host is gone, or has let go: there is nobody to work for.
process.on('disconnect', () => process.exit(0));

function fail(error: unknown): void {
	const text = error instanceof Error ? (error.stack ?? error.message) : oneLine(error);
	connection
		.sendNotification(log, { level: 'error', text: `The inference process failed: ${text}` })
		.finally(() => process.exit(1));
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

connection.listen();
