import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import { InferenceError, oneLine } from '../../shared/inferenceError';
import type { GraphDescription, GraphTensor } from '../../shared/protocol/graphDescription';
import { yieldToEventLoop } from '../scheduling/yieldToEventLoop';
import type { Graph, GraphRuntime, RealDevice, Tensor, TensorShape, Tensors } from './graphRuntime';

const providers: Record<RealDevice, string> = {
	cpu: 'cpu',
	webgpu: 'webgpu',
	cuda: 'cuda',
	directml: 'dml',
	coreml: 'coreml',
};

/** More threads do not speed up graphs of this size, and slow down the editor. */
const maxThreads = 8;

/** Loaded on first use: a process that only opens images does not need the 46 MB of library. */
const runtime = () => {
	// The runtime would otherwise send telemetry to Microsoft.
	process.env.ORT_DISABLE_TELEMETRY = '1';
	return import('onnxruntime-node');
};

/** The devices that this build of the runtime has a provider for; the hardware may still lack them. */
export async function builtInDevices(): Promise<RealDevice[]> {
	const names = (await runtime()).listSupportedBackends().map(({ name }) => name);
	return (Object.keys(providers) as RealDevice[]).filter((device) => names.includes(providers[device]));
}

/**
 * The inputs and outputs of an ONNX file, without running it.
 *
 * @throws InferenceError `pack` where the file is no graph that the runtime reads
 */
export async function describeGraph(file: string): Promise<GraphDescription> {
	const { InferenceSession } = await runtime();
	const session = await InferenceSession.create(file, {
		executionProviders: ['cpu'],
		// It is not going to run, so optimising it would be wasted time.
		graphOptimizationLevel: 'disabled',
		logSeverityLevel: 3,
	}).catch((error: unknown) => {
		throw new InferenceError('pack', `${file} cannot be read as an ONNX model: ${oneLine(error)}.`, error);
	});
	const tensors = (metadata: readonly InferenceSession.ValueMetadata[]): GraphTensor[] =>
		metadata
			.filter((tensor) => tensor.isTensor)
			.map(({ name, type, shape }) => ({ name, type, dims: [...shape] }));
	const description = {
		inputs: tensors(session.inputMetadata),
		outputs: tensors(session.outputMetadata),
	};
	await session.release();
	return description;
}

/** Runs go one at a time, in order: two at once would compete for the same cores. */
let lastTurn: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
	const turn = lastTurn.then(async () => {
		await yieldToEventLoop();
		signal?.throwIfAborted();
		return work();
	});
	lastTurn = turn.catch(() => undefined);
	return turn;
}

/** ONNX Runtime on one device. */
export function onnxRuntime(device: RealDevice): GraphRuntime {
	return {
		device,
		async load(model, shape, name, waiting = 'sleep') {
			const options: InferenceSession.SessionOptions = {
				executionProviders: [providers[device]],
				intraOpNumThreads: Math.min(maxThreads, availableParallelism()),
				extra: {
					session: waiting === 'spin' ? { force_spinning_stop: '1' } : { intra_op: { allow_spinning: '0' } },
				},
				// Errors only: warnings are about nodes that a provider leaves to the CPU, which is intended.
				logSeverityLevel: 3,
			};
			const { InferenceSession } = await runtime();
			const session = await inTurn(() =>
				typeof model === 'string'
					? InferenceSession.create(model, options)
					: InferenceSession.create(model, options),
			).catch((error: unknown) => {
				throw new InferenceError(
					'runtime',
					`${name} cannot be loaded on “${device}”: ${oneLine(error)}`,
					error,
				);
			});
			checkTensors(name, 'input', shape.inputs, session.inputMetadata);
			checkTensors(name, 'output', shape.outputs, session.outputMetadata);
			return new OnnxGraph(session, name);
		},
	};
}

class OnnxGraph implements Graph {
	constructor(
		private readonly session: InferenceSession,
		private readonly name: string,
	) {}

	run(feeds: Tensors, outputs: readonly string[], signal?: AbortSignal): Promise<Tensors> {
		return inTurn(async () => {
			const { Tensor } = await runtime();
			const inputs: Record<string, InstanceType<typeof Tensor>> = {};
			for (const [name, { data, dims }] of Object.entries(feeds)) {
				const { type, values } = valuesFor(this.typeOf(name), data);
				inputs[name] = new Tensor(type, values, [...dims]);
			}
			try {
				const results = await this.session.run(inputs, [...outputs]);
				return Object.fromEntries(outputs.map((name) => [name, floats(results[name])]));
			} catch (error) {
				throw new InferenceError('runtime', `${this.name} failed: ${oneLine(error)}`, error);
			}
		}, signal);
	}

	private typeOf(input: string): string | undefined {
		const found = this.session.inputMetadata.find(({ name }) => name === input);
		return found?.isTensor ? found.type : undefined;
	}

	release(): Promise<void> {
		return this.session.release();
	}
}

/** Numbers in the type that the graph declares: exporters disagree on whether labels and sizes are integers. */
function valuesFor(
	type: string | undefined,
	data: Float32Array,
): {
	readonly type: 'float32' | 'uint8' | 'int32' | 'int64';
	readonly values: Float32Array | Uint8Array | Int32Array | BigInt64Array;
} {
	if (type === 'uint8') return { type, values: Uint8Array.from(data, Math.round) };
	if (type === 'int32') return { type, values: Int32Array.from(data) };
	if (type === 'int64') {
		return { type, values: BigInt64Array.from({ length: data.length }, (_, at) => BigInt(data[at]!)) };
	}
	return { type: 'float32', values: data };
}

function floats(value: { readonly data: unknown; readonly dims: readonly number[] } | undefined): Tensor {
	if (value?.data instanceof Uint8Array) return { data: Float32Array.from(value.data), dims: value.dims };
	if (!(value?.data instanceof Float32Array)) throw new TypeError('Expected an output of float32');
	return { data: value.data, dims: value.dims };
}

function checkTensors(
	graph: string,
	role: 'input' | 'output',
	expected: readonly TensorShape[],
	received: readonly InferenceSession.ValueMetadata[],
): void {
	for (const { name, dims } of expected) {
		const found = received.find((tensor) => tensor.name === name);
		const types = role === 'input' ? ['float32', 'uint8', 'int32', 'int64'] : ['float32', 'uint8'];
		const fits =
			found?.isTensor === true &&
			types.includes(found.type) &&
			(dims === undefined ||
				(found.shape.length === dims.length &&
					found.shape.every((size, i) => typeof size !== 'number' || dims[i] === -1 || size === dims[i])));
		if (fits) continue;
		const expectedDims = dims ? `[${dims.map((size) => (size < 0 ? '?' : size)).join(', ')}]` : '';
		const names = received.map((tensor) =>
			tensor.isTensor ? `${tensor.name} ${tensor.type}[${tensor.shape.join(', ')}]` : tensor.name,
		);
		throw new InferenceError(
			'pack',
			`Expected ${graph} to have the ${role} ${name} float32${expectedDims} but received ${names.join('; ')}.`,
		);
	}
}
