import type { Uri } from 'vscode';
import type { SeenPart } from '../../shared/protocol/editorProtocol';

/** How images are looked at, so that on the way through a folder the next one of the same size is looked at alike. */
export class ViewMemory {
	private last: { readonly image: string; readonly part: SeenPart | null } | undefined;
	private carried: { readonly image: string; readonly part: SeenPart } | undefined;

	/** @param part null: the whole image */
	remember(image: Uri, part: SeenPart | null): void {
		this.last = { image: image.toString(), part };
	}

	/** Has the one image, when it opens, be looked at like the other one. */
	carry(from: Uri, to: Uri): void {
		const { last } = this;
		const part = last?.image === from.toString() ? last.part : null;
		this.carried = part ? { image: to.toString(), part } : undefined;
	}

	/** What was carried to an image, once. */
	take(image: Uri): SeenPart | null {
		const { carried } = this;
		if (carried?.image !== image.toString()) return null;
		this.carried = undefined;
		return carried.part;
	}
}
