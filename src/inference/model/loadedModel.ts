import { join } from 'node:path';
import { findPack, type Pack } from '../../packs/manifest/packManifest';
import { VerifiedFiles } from '../../packs/manifest/verifyFiles';
import { InferenceError } from '../../shared/inferenceError';
import type { StartParams } from '../../shared/protocol/inferenceProtocol';
import { userPrompt } from '../mask/decoderPrompt';
import { chooseDevice } from '../runtime/deviceProbe';
import type { RealDevice } from '../runtime/graphRuntime';
import { onnxRuntime } from '../runtime/onnxRuntime';
import type { Model } from './model';
import { openModel } from './openModel';

export interface LoadedModel {
	readonly pack: Pack;
	readonly model: Model;
	readonly device: RealDevice;
	readonly deviceReason?: string;
}

/**
 * Finds the pack, chooses the device and loads the model on it.
 *
 * @throws InferenceError `pack` or `runtime`
 */
export async function loadModel({
	packFolders,
	pack: id,
	device: requested,
	cacheFolder,
}: StartParams): Promise<LoadedModel> {
	const verified = await VerifiedFiles.read(cacheFolder && join(cacheFolder, 'verified.json'));
	const pack = await findPack(packFolders, id, verified);
	const { device, reason, loaded } = await chooseDevice(requested, cacheFolder, (on) => loadOn(pack, on));
	return { pack, model: loaded, device, ...(reason === undefined ? {} : { deviceReason: reason }) };
}

async function loadOn(pack: Pack, device: RealDevice): Promise<Model> {
	const model = openModel(pack, onnxRuntime(device));
	try {
		if (device === 'cpu') await model.load();
		else await warmUp(model);
		return model;
	} catch (error) {
		await model.release();
		throw error;
	}
}

/**
 * Runs the whole model once on an empty image, so that shaders are compiled before the first click, and a driver that
 * cannot run the model fails now, while the host can still switch to the CPU.
 */
async function warmUp(model: Model): Promise<void> {
	const image = { width: 1, height: 1 };
	const size = model.inputSizeOf(image);
	const blank = { data: new Uint8Array(size.width * size.height * 3), ...size };
	const features = await model.encode(blank);
	const click = userPrompt([{ type: 'point', x: 0.5, y: 0.5, positive: true }], model.spaceOf(image));
	const answers = [
		await model.decode(features, [click]),
		...(model.secondOpinion ? [await model.secondOpinion(features, [click])] : []),
	];
	const areNumbers = (numbers: Float32Array) => numbers.every(Number.isFinite);
	if (answers.every(({ logits, scores }) => areNumbers(logits) && areNumbers(scores))) return;
	throw new InferenceError('runtime', 'the model returns values that are not numbers');
}
