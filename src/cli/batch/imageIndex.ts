import { resolve } from 'node:path';
import type { FolderImage } from '../imageArguments';

/** Finds the images of a batch by the names that a file gives them. */
export class ImageIndex {
	private readonly byKey: ReadonlyMap<string, FolderImage>;
	private readonly byPath: ReadonlyMap<string, FolderImage>;
	/** By the last part of the name; null where several have it. */
	private readonly byLast = new Map<string, FolderImage | null>();

	constructor(images: readonly FolderImage[]) {
		this.byKey = new Map(images.map((image) => [image.key, image]));
		this.byPath = new Map(images.map((image) => [image.path, image]));
		for (const image of images) {
			const last = lastPart(image.key);
			this.byLast.set(last, this.byLast.has(last) ? null : image);
		}
	}

	/** By the path from the folder, by the path on this machine, or by the last part where only one image has it. */
	find(name: string): FolderImage | undefined {
		const plain = name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
		return (
			this.byKey.get(plain) ?? this.byPath.get(resolve(name)) ?? this.byLast.get(lastPart(plain)) ?? undefined
		);
	}
}

const lastPart = (name: string) => name.slice(name.lastIndexOf('/') + 1);
