import { type CancellationToken, createMessageConnection, type RequestType } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { sweepScratchFolders } from '../node/scratchFolder';
import { InferenceError, oneLine, saysOutOfMemory } from '../shared/inferenceError';
import {
	betweenLevels,
	describe,
	describeGraph,
	displayImage,
	encode,
	everything,
	everythingProgress,
	firstCandidate,
	imageTile,
	knownNames,
	log,
	maskPictures,
	nameFromList,
	nameObjects,
	nameParts,
	openImage,
	ping,
	preview,
	render,
	renderProgress,
	segment,
	start,
} from '../shared/protocol/inferenceProtocol';
import { toResponseError } from '../shared/protocol/responseErrors';
import { describeGraph as readGraph } from './runtime/onnxRuntime';
import { InferenceService } from './service';

void sweepScratchFolders();

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));

/** A message that does not arrive needs no handling: the process ends with the connection. */
const ignoreClosed = () => undefined;

const service = new InferenceService({
	onFirstCandidate: (first) => void connection.sendNotification(firstCandidate, first).catch(ignoreClosed),
	onLog: (level, text) => void connection.sendNotification(log, { level, text }).catch(ignoreClosed),
});

/** The signal of a request's token; its reason is what the request is then rejected with. */
function signalOf(token: CancellationToken): AbortSignal {
	const controller = new AbortController();
	const abort = () => controller.abort(new InferenceError('cancelled', 'The request was cancelled.'));
	if (token.isCancellationRequested) abort();
	token.onCancellationRequested(abort);
	return controller.signal;
}

function answer<P, R>(
	type: RequestType<P, R, void>,
	handle: (params: P, signal: AbortSignal) => Promise<R>,
): void {
	connection.onRequest(type.method, async (params: P, token) => {
		try {
			return await handle(params, signalOf(token));
		} catch (error) {
			throw toResponseError(asMemoryError(error));
		}
	});
}

/** Whatever the library that failed makes of it, a lack of memory is one thing. */
function asMemoryError(error: unknown): unknown {
	if (!saysOutOfMemory(oneLine(error))) return error;
	return new InferenceError('memory', `There was not enough memory (${oneLine(error)}).`, error);
}

answer(describeGraph, ({ file }) => readGraph(file));
answer(ping, async () => null);
answer(start, (params) => service.start(params));
answer(openImage, ({ source, view, region }, signal) => service.openImage(source, signal, view, region));
answer(displayImage, ({ image }) => service.displayImage(image));
answer(imageTile, ({ image, tile }) => service.imageTile(image, tile));
answer(maskPictures, (params) => service.maskPictures(params));
answer(encode, ({ image }, signal) => service.encode(image, signal));
answer(preview, (params) => service.preview(params));
answer(segment, (params, signal) => service.segment(params, signal));
answer(betweenLevels, (params, signal) => service.betweenLevels(params, signal));
answer(describe, (params, signal) => service.describe(params, signal));
answer(nameObjects, (params, signal) => service.nameObjects(params, signal));
answer(knownNames, () => service.knownNames());
answer(nameParts, (params, signal) => service.nameParts(params, signal));
answer(nameFromList, (params, signal) => service.nameFromList(params, signal));
answer(everything, (params, signal) =>
	service.everything(params, signal, (progress) => {
		const { asker } = params;
		if (asker !== undefined) {
			void connection.sendNotification(everythingProgress, { asker, ...progress }).catch(ignoreClosed);
		}
	}),
);

answer(render, (params, signal) =>
	service.render(params, signal, (fraction) => {
		const { asker } = params;
		if (asker !== undefined) {
			void connection.sendNotification(renderProgress, { asker, fraction }).catch(ignoreClosed);
		}
	}),
);

// The extension host is gone or has closed the channel, so there is no work left.
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
