import { join } from 'node:path';
import type { StartParams } from '../shared/inferenceProtocol';
import { probeDevice } from './deviceProbe';
import { oneLine } from './errors';
import { openModel } from './families';
import type { Model } from './families/family';
import type { RealDevice } from './onnxSession';
import { VerifiedFiles } from './packFiles';
import { findPack, type Pack } from './packs';

export interface LoadedModel {
	readonly pack: Pack;
	readonly model: Model;
	readonly device: RealDevice;
	readonly deviceReason?: string;
}

/**
 * Finds the pack, chooses the device and loads the model on it. A device that passes the probe and then refuses the
 * model is left for the processor.
 *
 * @throws InferenceError `pack` or `runtime`
 */
export async function loadModel({
	packFolders,
	pack: id,
	device: wanted,
	cacheFolder,
}: StartParams): Promise<LoadedModel> {
	const verified = await VerifiedFiles.read(cacheFolder && join(cacheFolder, 'verified.json'));
	const pack = await findPack(packFolders, id, verified);
	const { device, reason } = await probeDevice(wanted, cacheFolder);
	const model = openModel(pack, device);
	try {
		await model.load(device === 'cpu' ? 'decoder' : 'all');
		return { pack, model, device, ...(reason === undefined ? {} : { deviceReason: reason }) };
	} catch (error) {
		if (device === 'cpu') throw error;
		await model.release();
		const onCpu = openModel(pack, 'cpu');
		await onCpu.load('decoder');
		const why = `Running on the CPU: “${device}” does not take this model (${oneLine(error)}).`;
		return { pack, model: onCpu, device: 'cpu', deviceReason: why };
	}
}
