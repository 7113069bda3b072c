import { join } from 'node:path';
import { inpaintFamily } from '../../../packs/manifest/inpaintFamily';
import { type Pack, parseManifest } from '../../../packs/manifest/packManifest';
import { InferenceError } from '../../../shared/inferenceError';
import type { Graph, GraphRuntime } from '../../runtime/graphRuntime';
import { type InpaintManifest, inpaintManifest } from './inpaintManifest';
import { resample } from './resample';

/** A picture with a part to be filled. */
export interface Hole {
	readonly width: number;
	readonly height: number;
	/** float32[height, width, 3], 0 to 255. */
	readonly colours: Float32Array;
	/** uint8[height, width]: 1 where a pixel is to be filled. */
	readonly hole: Uint8Array;
}

/** A pack's model that fills holes of pictures. */
export class Inpainter {
	private readonly manifest: InpaintManifest;
	private graph: Promise<Graph> | undefined;

	/** @throws InferenceError `pack` where the pack is of another family, or its manifest lacks something */
	constructor(
		private readonly pack: Pack,
		private readonly runtime: GraphRuntime,
	) {
		const { name, family } = pack.manifest;
		if (family !== inpaintFamily) {
			throw new InferenceError(
				'pack',
				`${name} makes masks and fills no places. Choose a model of the family “${inpaintFamily}” to fill them.`,
			);
		}
		this.manifest = parseManifest(pack.manifest, join(pack.folder, 'pack.json'), inpaintManifest);
	}

	/**
	 * Fills the hole, in place.
	 *
	 * @throws InferenceError `runtime` where the graph fails or its answer is no picture; the signal's reason when it is
	 * aborted before the graph runs
	 */
	async fill(picture: Hole, signal?: AbortSignal): Promise<void> {
		this.graph ??= this.load();
		const graph = await this.graph;
		const { inpaint, image, mask } = this.manifest;
		const { inputs, output } = inpaint;
		const size = this.sizeFor(picture);
		const padded = this.padded(size);
		const { width, height } = padded;
		const [black, white] = image.range;
		const feeds = {
			[inputs.image]: {
				data: resized(resample(planesOf(picture), 3, picture, size), 3, size, padded).map(
					(value) => black + ((white - black) * value) / 255,
				),
				dims: [1, 3, height, width],
			},
			[inputs.mask]: {
				data: resized(resample(Float32Array.from(picture.hole), 1, picture, size), 1, size, padded).map(
					(share) => (share > 0 ? mask.hole : mask.known),
				),
				dims: [1, 1, height, width],
			},
		};
		const { [output]: answer } = await graph.run(feeds, [output], signal);
		const isPicture = answer?.data.length === 3 * width * height && answer.data.every(Number.isFinite);
		if (!isPicture) {
			throw new InferenceError(
				'runtime',
				`Expected ${this.pack.manifest.name} to give a picture of ${width} × ${height} pixels but received ${answer?.dims.join(' × ')} numbers.`,
			);
		}
		const [darkest, brightest] = image.output;
		const filled = resample(resized(answer.data, 3, padded, size), 3, size, picture);
		const count = picture.width * picture.height;
		for (let i = 0; i < count; i++) {
			if (!picture.hole[i]) continue;
			for (let c = 0; c < 3; c++) {
				const value = (255 * (filled[c * count + i]! - darkest)) / (brightest - darkest);
				picture.colours[i * 3 + c] = Math.min(255, Math.max(0, value));
			}
		}
	}

	async release(): Promise<void> {
		const { graph } = this;
		this.graph = undefined;
		await (await graph)?.release();
	}

	private load(): Promise<Graph> {
		const { inpaint, input, name } = this.manifest;
		const side = 'size' in input ? input.size : -1;
		return this.runtime.load(
			join(this.pack.folder, inpaint.file),
			{
				inputs: [
					{ name: inpaint.inputs.image, dims: [1, 3, side, side] },
					{ name: inpaint.inputs.mask, dims: [1, 1, side, side] },
				],
				outputs: [{ name: inpaint.output, dims: [1, 3, side, side] }],
			},
			name,
		);
	}

	/** The size in which the model sees the picture. */
	private sizeFor({ width, height }: Pick<Hole, 'width' | 'height'>) {
		const { input } = this.manifest;
		if ('size' in input) return { width: input.size, height: input.size };
		const factor = Math.min(1, input.maxSide / Math.max(width, height));
		return {
			width: Math.max(1, Math.round(width * factor)),
			height: Math.max(1, Math.round(height * factor)),
		};
	}

	private padded({ width, height }: Pick<Hole, 'width' | 'height'>) {
		const { input } = this.manifest;
		if ('size' in input) return { width, height };
		const up = (side: number) => Math.ceil(side / input.multipleOf) * input.multipleOf;
		return { width: up(width), height: up(height) };
	}
}

type Size = Pick<Hole, 'width' | 'height'>;

function planesOf({ width, height, colours }: Hole): Float32Array {
	const count = width * height;
	const planes = new Float32Array(3 * count);
	for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) planes[c * count + i] = colours[i * 3 + c]!;
	return planes;
}

/** Larger planes, whose outermost pixels go on to the right and below, or smaller ones without what lies there. */
function resized(planes: Float32Array, channels: number, from: Size, to: Size): Float32Array {
	if (from.width === to.width && from.height === to.height) return planes;
	const result = new Float32Array(channels * to.width * to.height);
	for (let c = 0; c < channels; c++) {
		for (let y = 0; y < to.height; y++) {
			const row = (c * from.height + Math.min(y, from.height - 1)) * from.width;
			const line = (c * to.height + y) * to.width;
			for (let x = 0; x < to.width; x++) result[line + x] = planes[row + Math.min(x, from.width - 1)]!;
		}
	}
	return result;
}
