import type { Graph } from './graphRuntime';

/** A graph that is loaded when it is first needed. A failed attempt is forgotten, so that the next call tries again. */
export class LazyGraph {
	private graph: Promise<Graph> | undefined;

	constructor(private readonly load: () => Promise<Graph>) {}

	get(): Promise<Graph> {
		this.graph ??= this.load().catch((error: unknown) => {
			this.graph = undefined;
			throw error;
		});
		return this.graph;
	}

	/** Does nothing where the graph was never loaded. */
	async release(): Promise<void> {
		const graph = this.graph;
		this.graph = undefined;
		await graph?.then((loaded) => loaded.release()).catch(() => undefined);
	}
}
