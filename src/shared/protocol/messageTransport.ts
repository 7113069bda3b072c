import {
	AbstractMessageReader,
	AbstractMessageWriter,
	type DataCallback,
	type Disposable,
	type Message,
	type MessageReader,
	type MessageWriter,
} from 'vscode-jsonrpc';

/** The two functions that a message channel (a webview's `postMessage`, from either end) has to offer. */
export interface Port {
	post(message: Message): unknown;
	listen(onMessage: (message: Message) => void): Disposable;
}

class PortReader extends AbstractMessageReader implements MessageReader {
	constructor(private readonly port: Port) {
		super();
	}
	listen(callback: DataCallback): Disposable {
		return this.port.listen(callback);
	}
}

class PortWriter extends AbstractMessageWriter implements MessageWriter {
	constructor(private readonly port: Port) {
		super();
	}
	async write(message: Message): Promise<void> {
		await this.port.post(message);
	}
	end(): void {
		// A port has no half-closed state.
	}
}

/** Makes the reader and the writer that vscode-jsonrpc wants of a message channel. */
export function transportOf(port: Port): { reader: MessageReader; writer: MessageWriter } {
	return { reader: new PortReader(port), writer: new PortWriter(port) };
}
