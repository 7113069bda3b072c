import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { root } from './support';

/** The real inference process, with nothing of the extension between. */
export function forkInference(env: Readonly<Record<string, string>> = {}) {
	const child = fork(path.join(root, 'dist', 'inference.cjs'), [], {
		serialization: 'advanced',
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		env: { ...process.env, ...env },
		execArgv: [],
	});
	const printed: string[] = [];
	child.stdout?.on('data', (chunk) => printed.push(String(chunk)));
	child.stderr?.on('data', (chunk) => printed.push(String(chunk)));
	const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
	child.on('exit', () => connection.dispose());
	connection.listen();
	return { child, connection, printed, exited: exitOf(child) };
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
	return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}
