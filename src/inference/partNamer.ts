import { findPack } from '../packs/manifest/packManifest';
import { PartHead } from './model/parts/partHead';
import { onnxRuntime } from './runtime/onnxRuntime';

const partsPack = 'part-head';

/** Holds the model that names parts, which is loaded when it is first asked. */
export class PartNamer {
	private head: Promise<PartHead> | undefined;

	constructor(private readonly packFolders: readonly string[]) {}

	/** One that could not be opened is tried again by the next call. @throws InferenceError `pack` */
	open(): Promise<PartHead> {
		this.head ??= findPack(this.packFolders, partsPack)
			.then((pack) => new PartHead(pack, onnxRuntime('cpu')))
			.catch((error: unknown) => {
				this.head = undefined;
				throw error;
			});
		return this.head;
	}

	/** Frees the model's memory; it is loaded again when it is needed. */
	async release(): Promise<void> {
		await (await this.head?.catch(() => undefined))?.release();
	}
}
