import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { InferenceClient } from '../../../../src/editor/inference/inferenceClient';
import { NeighbourPrefetch } from '../../../../src/editor/inference/neighbourPrefetch';

const uri = (name: string) =>
	({ scheme: 'file', fsPath: name, toString: () => name }) as unknown as vscode.Uri;
const images = ['a.jpg', 'b.jpg', 'c.jpg'].map(uri);

vi.mock('../../../../src/editor/imageFolder', () => ({ imagesBeside: async () => images }));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('encodes the images beside one, but none whose decoding takes much memory, and none twice', async () => {
	const opened: string[] = [];
	const encoded: string[] = [];
	const client = {
		openImage: async (source: () => Promise<string>) => {
			const image = await source();
			opened.push(image);
			return { image, isCostly: image === 'c.jpg' };
		},
		encode: async (image: string) => void encoded.push(image),
	} as unknown as InferenceClient;
	const failures: unknown[] = [];
	const prefetch = new NeighbourPrefetch(client, (error) => failures.push(error));
	for (let i = 0; i < 2; i++) {
		prefetch.after(images[1]!);
		await vi.advanceTimersByTimeAsync(10_000);
	}
	prefetch.dispose();
	expect(failures).toEqual([]);
	expect(opened.sort()).toEqual(['a.jpg', 'c.jpg']);
	expect(encoded).toEqual(['a.jpg']);
});
