import { oneLine } from '../../shared/inferenceError';
import type { Device } from '../../shared/protocol/inferenceProtocol';
import { hasGraphicsLoader } from './graphicsLoader';
import type { RealDevice, Tensor } from './graphRuntime';
import { builtInDevices, onnxRuntime } from './onnxRuntime';
import { probeGraph, probeInputs } from './probeGraph';
import { ProbeMarker } from './probeMarker';

export interface Chosen<T> {
	readonly device: RealDevice;
	/** Why it is not the requested device, or not a GPU, as a sentence. */
	readonly reason?: string;
	readonly loaded: T;
}

/** Outputs lie between 0 and 1; half precision stays well below this difference, a wrong kernel does not. */
const tolerance = 0.02;
const smallSide = 32;
/** The first size reveals a software adapter in a fraction of a second, the second a slow GPU. */
const timedSides = [128, 512];
/** How much longer than the CPU a GPU may take for the probe, half of which is latency and transfer. */
const maxSlowdown = 4;
const latencyMs = 10;

/** The device that 'auto' tries. DirectML, CUDA and CoreML must be chosen by name: they need more software. */
const preferred: RealDevice = 'webgpu';

/**
 * Decides the device and loads the model on it. A device that was chosen by name must compute correctly; for 'auto' it
 * must not be slower than the CPU either, as software adapters are. Where a device fails in any way, the CPU is used
 * instead, and the reason is returned.
 *
 * @param markerFolder where driver crashes and slow devices are remembered; absent: nowhere
 * @param load loads the model on a device and, unless that is the CPU, runs it once
 * @throws what `load` throws for the CPU
 */
export async function chooseDevice<T>(
	requested: Device,
	markerFolder: string | undefined,
	load: (device: RealDevice) => Promise<T>,
): Promise<Chosen<T>> {
	if (requested === 'cpu') return { device: 'cpu', loaded: await load('cpu') };
	const device = requested === 'auto' ? preferred : requested;
	const marker = new ProbeMarker(markerFolder, device);
	let problem =
		(await unavailableReason(device)) ?? (requested === 'auto' ? await marker.verdict() : undefined);
	if (problem === undefined) {
		await marker.set();
		try {
			problem = await tryDevice(device, requested === 'auto');
			if (problem === undefined) {
				const loaded = await load(device);
				await marker.clear();
				return { device, loaded };
			}
			await marker.set(problem);
		} catch (error) {
			await marker.clear();
			problem = `“${device}” is not available (${shortened(oneLine(error))}).`;
		}
	}
	return { device: 'cpu', reason: `Running on the CPU: ${problem}`, loaded: await load('cpu') };
}

/** Why the device cannot work here, as the end of a sentence; undefined where it may. */
async function unavailableReason(device: RealDevice): Promise<string | undefined> {
	if (!(await builtInDevices()).includes(device)) {
		return `the ONNX Runtime of ${process.platform}-${process.arch} has no “${device}”.`;
	}
	if (device === 'webgpu' && !(await hasGraphicsLoader())) {
		return 'this system has no Vulkan (libvulkan.so.1), which “webgpu” needs here.';
	}
	return undefined;
}

/** What is wrong with the device, as the end of a sentence; undefined when nothing is. */
async function tryDevice(device: RealDevice, mustBeFast: boolean): Promise<string | undefined> {
	const { difference } = await compare(device, smallSide);
	if (!(difference <= tolerance)) return wrongNumbers(device, difference);
	if (!mustBeFast) return undefined;
	for (const side of timedSides) {
		const { difference, deviceMs, cpuMs } = await compare(device, side);
		if (!(difference <= tolerance)) return wrongNumbers(device, difference);
		if (deviceMs > latencyMs + maxSlowdown * cpuMs) {
			return `“${device}” is slower here (${deviceMs.toFixed(0)} ms against ${cpuMs.toFixed(0)} ms for a small task), so it is probably no real GPU.`;
		}
	}
	return undefined;
}

const wrongNumbers = (device: RealDevice, difference: number) =>
	`“${device}” gives wrong numbers (off by ${difference.toPrecision(2)}).`;

/** Runs the probe on the device and on the CPU. */
async function compare(device: RealDevice, side: number) {
	const { model, shape } = probeGraph(side);
	const feeds = probeInputs(shape);
	const time = async (on: RealDevice) => {
		const session = await onnxRuntime(on).load(model, shape, 'The probe');
		try {
			// The first run compiles shaders and fills caches.
			const { y: first } = await session.run(feeds, ['y']);
			const started = performance.now();
			await session.run(feeds, ['y']);
			return { y: first!, ms: performance.now() - started };
		} finally {
			await session.release();
		}
	};
	const onDevice = await time(device);
	const onCpu = await time('cpu');
	return { difference: largestDifference(onDevice.y, onCpu.y), deviceMs: onDevice.ms, cpuMs: onCpu.ms };
}

function largestDifference(a: Tensor, b: Tensor): number {
	let largest = 0;
	for (let i = 0; i < b.data.length; i++) {
		const difference = Math.abs(a.data[i]! - b.data[i]!);
		// NaN counts as the largest difference; Math.max would lose it.
		if (!(difference <= largest)) largest = difference;
		if (Number.isNaN(largest)) return Number.NaN;
	}
	return largest;
}

/** Without the runtime's source file and failed check, which come before the actual message. */
function shortened(message: string): string {
	return message.replace(/^.*was false\.\s*/, '').replace(/^.*ERROR\]\s*:?\s*/, '');
}
