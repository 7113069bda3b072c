import { createMessageConnection } from 'vscode-jsonrpc';
import type { GraphDescription } from '../../shared/protocol/graphDescription';
import { describeGraph } from '../../shared/protocol/inferenceProtocol';
import type { InferenceProcess } from './inferenceProcess';

/**
 * What an ONNX file takes and gives. Read in a process of its own: a strange file can end the runtime, and nobody's
 * clicks are to wait for that.
 */
export async function inspectGraph(
	forkProcess: () => InferenceProcess,
	file: string,
): Promise<GraphDescription> {
	const process = forkProcess();
	const connection = createMessageConnection(process.reader, process.writer);
	process.onExit(() => connection.dispose());
	connection.listen();
	try {
		return await connection.sendRequest(describeGraph, { file });
	} finally {
		connection.dispose();
		process.kill();
	}
}
