import { oneLine } from '../../shared/inferenceError';
import type { Device } from '../../shared/protocol/inferenceProtocol';
import { hasGraphicsLoader } from './graphicsLoader';
import { builtInDevices, OnnxSession, type RealDevice, type Tensor } from './onnxSession';
import { probeGraph, probeInputs } from './probeGraph';
import { ProbeMarker } from './probeMarker';

export interface Chosen<T> {
	readonly device: RealDevice;
	/** Why it is not the one asked for, or not a GPU, as a sentence. */
	readonly reason?: string;
	readonly loaded: T;
}

/** Outputs lie between 0 and 1; half-precision arithmetic stays well below this, a wrong kernel does not. */
const tolerance = 0.02;
const smallSide = 32;
/** A software adapter is found out by the first, in a fraction of a second; a slow one by the second. */
const timedSides = [128, 512];
/** Against a processor, a GPU may take this much longer on the probe, which is half latency and transfer for it. */
const slowest = 4;
const latencyMs = 10;

/** The provider that 'auto' tries. DirectML, CUDA and CoreML are for those who ask: they need more to be installed. */
const preferred: RealDevice = 'webgpu';

/**
 * Decides the device and loads the model on it. What was asked for by name is used if its numbers are right; 'auto'
 * wants it to be no slower than the processor too, which a software adapter is. A device that fails in any way is
 * left for the processor, with the reason.
 *
 * @param markerFolder where a crash in a driver, or a slow device, is remembered; absent: nowhere
 * @param load makes the model ready on a device and, where that is no processor, tries it out
 * @throws what `load` throws for the processor
 */
export async function chooseDevice<T>(
	wanted: Device,
	markerFolder: string | undefined,
	load: (device: RealDevice) => Promise<T>,
): Promise<Chosen<T>> {
	if (wanted === 'cpu') return { device: 'cpu', loaded: await load('cpu') };
	const device = wanted === 'auto' ? preferred : wanted;
	const marker = new ProbeMarker(markerFolder, device);
	let problem = (await hindrance(device)) ?? (wanted === 'auto' ? await marker.verdict() : undefined);
	if (problem === undefined) {
		await marker.set();
		try {
			problem = await tryDevice(device, wanted === 'auto');
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

/** Why the device need not even be tried here. */
async function hindrance(device: RealDevice): Promise<string | undefined> {
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
		if (deviceMs > latencyMs + slowest * cpuMs) {
			return `“${device}” is slower here (${deviceMs.toFixed(0)} ms against ${cpuMs.toFixed(0)} ms for a small task), so it is probably no real GPU.`;
		}
	}
	return undefined;
}

const wrongNumbers = (device: RealDevice, difference: number) =>
	`“${device}” gives wrong numbers (off by ${difference.toPrecision(2)}).`;

/** Runs the probe's graph on the device and on the processor. */
async function compare(device: RealDevice, side: number) {
	const { model, shape } = probeGraph(side);
	const feeds = probeInputs(shape);
	const time = async (on: RealDevice) => {
		const session = await OnnxSession.load(model, on, shape, 'The probe');
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
		// Not a number is as wrong as can be, and Math.max would not say so.
		if (!(difference <= largest)) largest = difference;
		if (Number.isNaN(largest)) return Number.NaN;
	}
	return largest;
}

/** The runtime names its source file and the failed check before it says what is wrong. */
function shortened(message: string): string {
	return message.replace(/^.*was false\.\s*/, '').replace(/^.*ERROR\]\s*:?\s*/, '');
}
