import type { OnnxSession } from './onnxSession';

/** A session that is loaded when it is first needed. An attempt that failed is forgotten, so the next one is a new one. */
export class LazySession {
	private session: Promise<OnnxSession> | undefined;

	constructor(private readonly load: () => Promise<OnnxSession>) {}

	get(): Promise<OnnxSession> {
		this.session ??= this.load().catch((error: unknown) => {
			this.session = undefined;
			throw error;
		});
		return this.session;
	}

	/** What never came to be has nothing to release. */
	async release(): Promise<void> {
		const session = this.session;
		this.session = undefined;
		await session?.then((loaded) => loaded.release()).catch(() => undefined);
	}
}
