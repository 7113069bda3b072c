// What the unit tests get for `import 'vscode'`: as little of its API as a session needs.

export interface Disposable {
	dispose(): void;
}

export class EventEmitter<T> {
	private readonly listeners = new Set<(event: T) => void>();
	readonly event = (listener: (event: T) => void): Disposable => {
		this.listeners.add(listener);
		return { dispose: () => void this.listeners.delete(listener) };
	};
	fire(event: T): void {
		for (const listener of this.listeners) listener(event);
	}
	dispose(): void {
		this.listeners.clear();
	}
}

export class CancellationTokenSource {
	private readonly emitter = new EventEmitter<void>();
	readonly token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };
	cancel(): void {
		if (this.token.isCancellationRequested) return;
		this.token.isCancellationRequested = true;
		this.emitter.fire();
	}
	dispose(): void {
		this.emitter.dispose();
	}
}

/** The commands that were run, oldest first. */
export const executed: string[] = [];

/** What was said in notifications, oldest first. */
export const said: string[] = [];

export const window = { showInformationMessage: async (message: string) => void said.push(message) };
export const commands = { executeCommand: async (command: string) => void executed.push(command) };
export const env = { language: 'en' };
export const l10n = {
	t: (text: string, ...values: unknown[]) =>
		text.replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
};
export const workspace = {
	getConfiguration: () => ({ get: () => undefined, inspect: () => undefined }),
	onDidChangeConfiguration: new EventEmitter().event,
	isTrusted: true,
	onDidGrantWorkspaceTrust: new EventEmitter().event,
};
