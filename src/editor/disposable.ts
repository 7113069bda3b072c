import type { Disposable as VscodeDisposable } from 'vscode';

/** Owns what it starts: everything registered is disposed with it, last first. */
export abstract class Disposable {
	private readonly owned: VscodeDisposable[] = [];
	private disposed = false;

	get isDisposed(): boolean {
		return this.disposed;
	}

	protected _register<T extends VscodeDisposable>(disposable: T): T {
		if (this.disposed) disposable.dispose();
		else this.owned.push(disposable);
		return disposable;
	}

	/** Disposes something registered before its time. */
	protected _release(disposable: VscodeDisposable): void {
		const index = this.owned.indexOf(disposable);
		if (index >= 0) this.owned.splice(index, 1);
		disposable.dispose();
	}

	dispose(): void {
		if (this.disposed) return;
		this.disposed = true;
		for (const disposable of this.owned.reverse()) disposable.dispose();
		this.owned.length = 0;
	}
}
