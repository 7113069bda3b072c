import { join } from 'node:path';
import { type Pack, parseManifest } from '../../../packs/manifest/packManifest';
import { partsFamily } from '../../../packs/manifest/partsFamily';
import { InferenceError } from '../../../shared/inferenceError';
import { plainName } from '../../../shared/plainName';
import type { PartName } from '../../../shared/protocol/inferenceProtocol';
import type { GraphRuntime } from '../../runtime/graphRuntime';
import { LazyGraph } from '../../runtime/lazyGraph';
import { partsManifest } from './partsManifest';

/** A pack's model that names parts of wholes of a few kinds. */
export class PartHead {
	private readonly manifest;
	private readonly graph: LazyGraph;

	/** @throws InferenceError `pack` where the pack is of another family, or its manifest lacks something */
	constructor(pack: Pack, runtime: GraphRuntime) {
		const { name, family } = pack.manifest;
		if (family !== partsFamily) {
			throw new InferenceError('pack', `Expected ${name} to be of the family “${partsFamily}”.`);
		}
		this.manifest = parseManifest(pack.manifest, join(pack.folder, 'pack.json'), partsManifest);
		const { parts, wholes } = this.manifest;
		const count = wholes.reduce((sum, whole) => sum + whole.parts.length, 0);
		const shape = {
			inputs: [{ name: parts.input, dims: [-1, -1] }],
			outputs: [{ name: parts.output, dims: [-1, count] }],
		};
		this.graph = new LazyGraph(() => runtime.load(join(pack.folder, parts.file), shape, name));
	}

	/** All names of parts, each once. */
	get names(): readonly string[] {
		const { wholes } = this.manifest;
		return [...new Set(wholes.flatMap(({ parts }) => parts.map(({ name }) => name)))];
	}

	/** All words that parts are known by: their names, and what others call them. */
	get words(): readonly string[] {
		return this.manifest.wholes.flatMap(({ parts }) =>
			parts.flatMap(({ name, also = [] }) => [name, ...also]),
		);
	}

	/** Whether it was trained on what that encoder sees. @param sha256 of the encoder's file */
	knowsEncoder(sha256: string): boolean {
		return this.manifest.encoders.includes(sha256);
	}

	/** Whether it knows parts of what is called so. */
	knowsWhole(name: string): boolean {
		return this.kindOf(name) >= 0;
	}

	/**
	 * The names that a part may have, the likeliest first; none where it does not know the whole.
	 *
	 * @param descriptor see `partDescriptor`
	 * @param whole what the whole is called
	 * @throws InferenceError `runtime` where the graph fails; the signal's reason when it is aborted before the graph runs
	 */
	async nameOf(descriptor: Float32Array, whole: string, signal: AbortSignal): Promise<PartName[]> {
		const kind = this.kindOf(whole);
		if (kind < 0) return [];
		const { parts, wholes } = this.manifest;
		const graph = await this.graph.get();
		const input = { data: descriptor, dims: [1, descriptor.length] };
		const answer = await graph.run({ [parts.input]: input }, [parts.output], signal);
		const names = wholes[kind]!.parts;
		const before = wholes.slice(0, kind).reduce((sum, one) => sum + one.parts.length, 0);
		const logits = answer[parts.output]!.data.subarray(before, before + names.length);
		const highest = Math.max(...logits);
		const weights = Array.from(logits, (logit) => Math.exp(logit - highest));
		const all = weights.reduce((sum, weight) => sum + weight, 0);
		return names
			.map(({ name, also = [] }, i) => ({ name, also, share: weights[i]! / all }))
			.sort((one, other) => other.share - one.share);
	}

	release(): Promise<void> {
		return this.graph.release();
	}

	private kindOf(whole: string): number {
		const name = plainName(whole);
		return this.manifest.wholes.findIndex(({ called }) => called.includes(name));
	}
}
