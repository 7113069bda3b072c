import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import { imageSourceOf } from '../imageFile';
import { imagesBeside } from '../imageFolder';
import type { InferenceClient } from './inferenceClient';

/** This long after the last act, in milliseconds, a click is unlikely. */
const idleMs = 1500;

/** Encodes the next and the previous image of the folder while nothing else is asked of the inference process. */
export class NeighbourPrefetch extends Disposable {
	private timer: ReturnType<typeof setTimeout> | undefined;
	private running: vscode.CancellationTokenSource | undefined;
	private readonly done = new Set<string>();

	constructor(
		private readonly client: InferenceClient,
		private readonly report: (error: unknown) => void,
	) {
		super();
		this._register({ dispose: () => this.hold() });
	}

	/** Another model has features of its own. */
	forget(): void {
		this.hold();
		this.done.clear();
	}

	/** The user is working: what has not begun waits. */
	hold(): void {
		clearTimeout(this.timer);
		this.running?.cancel();
		this.running = undefined;
	}

	/** The image is ready, and its editor in front: once it is idle, its neighbours are next. */
	after(image: vscode.Uri): void {
		this.hold();
		if (this.isDisposed) return;
		this.timer = setTimeout(() => void this.encodeNeighbours(image).catch(this.report), idleMs);
	}

	private async encodeNeighbours(image: vscode.Uri): Promise<void> {
		const running = new vscode.CancellationTokenSource();
		this.running = running;
		const { token } = running;
		for (const neighbour of await neighboursOf(image)) {
			if (token.isCancellationRequested) return;
			const key = neighbour.toString();
			if (this.done.has(key)) continue;
			try {
				const opened = await this.client.openImage(imageSourceOf(neighbour), token);
				if (!opened.isCostly) await this.client.encode(opened.image, token);
				this.done.add(key);
			} catch {
				if (token.isCancellationRequested) return;
				// An image that cannot be read will say so when it is opened.
				this.done.add(key);
			}
		}
	}
}

/** The images after and before this one in its folder, in the explorer's order. */
async function neighboursOf(image: vscode.Uri): Promise<vscode.Uri[]> {
	const images = await imagesBeside(image);
	const here = images.findIndex((one) => one.toString() === image.toString());
	return [images[here + 1], images[here - 1]].filter((one) => one !== undefined);
}
