import type { Device } from '../../shared/protocol/inferenceProtocol';

/** A device that graphs run on; `deviceProbe` decides which one 'auto' stands for. */
export type RealDevice = Exclude<Device, 'auto'>;

/** A dense float32 tensor, row-major. Graphs that expect whole numbers get them converted. */
export interface Tensor {
	readonly data: Float32Array;
	readonly dims: readonly number[];
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** An input or output that a graph must have. A dimension of -1 may have any size; without `dims`, all may. */
export interface TensorShape {
	readonly name: string;
	readonly dims?: readonly number[];
}

export interface GraphShape {
	readonly inputs: readonly TensorShape[];
	readonly outputs: readonly TensorShape[];
}

/** A loaded graph. */
export interface Graph {
	/**
	 * Runs the graph once; other runs wait.
	 *
	 * @throws InferenceError `runtime`, or the signal's reason when it is aborted before the run begins
	 */
	run(feeds: Tensors, outputs: readonly string[], signal?: AbortSignal): Promise<Tensors>;
	release(): Promise<void>;
}

/** Loads graphs on one device. */
export interface GraphRuntime {
	/** Packs can bring another graph for the CPU. */
	readonly device: RealDevice;
	/**
	 * @param model a file, or its bytes
	 * @param shape the inputs and outputs that the graph must have, checked before it runs
	 * @param name of the graph in messages
	 * @param waiting how its threads wait for each other: `spin` is a tenth faster in long runs on an idle machine,
	 *     `sleep` leaves a busy machine to others, as work between keystrokes should
	 * @throws InferenceError `pack` where the graph has another shape, `runtime` where it cannot be loaded
	 */
	load(
		model: string | Uint8Array,
		shape: GraphShape,
		name: string,
		waiting?: 'spin' | 'sleep',
	): Promise<Graph>;
}
