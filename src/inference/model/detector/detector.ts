import { join } from 'node:path';
import { detectorFamily } from '../../../packs/manifest/detectorFamily';
import { type Pack, parseManifest } from '../../../packs/manifest/packManifest';
import { InferenceError } from '../../../shared/inferenceError';
import type { RgbImage } from '../../image/bmp';
import type { GraphRuntime } from '../../runtime/graphRuntime';
import { LazyGraph } from '../../runtime/lazyGraph';
import { detectorManifest } from './detectorManifest';
import type { Detections } from './namesOfBox';

/** A pack's model that finds objects of the classes that it knows. */
export class Detector {
	private readonly manifest;
	private readonly graph: LazyGraph;

	/** @throws InferenceError `pack` where the pack is of another family, or its manifest lacks something */
	constructor(pack: Pack, runtime: GraphRuntime) {
		const { name, family } = pack.manifest;
		if (family !== detectorFamily) {
			throw new InferenceError('pack', `Expected ${name} to be of the family “${detectorFamily}”.`);
		}
		this.manifest = parseManifest(pack.manifest, join(pack.folder, 'pack.json'), detectorManifest);
		const { detector, input, classes } = this.manifest;
		const shape = {
			inputs: [{ name: detector.input, dims: [1, input.size, input.size, 3] }],
			outputs: [
				{ name: detector.outputs.boxes, dims: [-1, 4] },
				{ name: detector.outputs.scores, dims: [-1, classes.length] },
			],
		};
		this.graph = new LazyGraph(() => runtime.load(join(pack.folder, detector.file), shape, name));
	}

	/** The size, in pixels, in which the model sees an image. */
	get inputSize(): { readonly width: number; readonly height: number } {
		const { size } = this.manifest.input;
		return { width: size, height: size };
	}

	/** The names that it knows. */
	get classes(): readonly string[] {
		return this.manifest.classes;
	}

	/**
	 * All boxes that the model has, as it has them: many of each thing, most of them of nothing.
	 *
	 * @param pixels of `inputSize`
	 * @throws InferenceError `runtime` where the graph fails; the signal's reason when it is aborted before the graph runs
	 */
	async detect({ data, width, height }: RgbImage, signal: AbortSignal): Promise<Detections> {
		const { detector, classes } = this.manifest;
		const { boxes, scores } = detector.outputs;
		const graph = await this.graph.get();
		const image = { data: Float32Array.from(data), dims: [1, height, width, 3] };
		const answer = await graph.run({ [detector.input]: image }, [boxes, scores], signal);
		return { boxes: answer[boxes]!.data, scores: answer[scores]!.data, classes };
	}

	release(): Promise<void> {
		return this.graph.release();
	}
}
