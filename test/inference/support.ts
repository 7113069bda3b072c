import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { type InferenceEvents, InferenceService } from '../../src/inference/service';
import { bundledPack } from '../../src/shared/bundledPack';
import type { FirstCandidate, StartParams } from '../../src/shared/protocol/inferenceProtocol';

export const root = path.resolve(import.meta.dirname, '../..');
export const models = path.join(root, 'models');
export const never = new AbortController().signal;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const clean of cleanups.splice(0)) await clean();
});

/** A folder of its own for a test, gone after it. */
export async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'strata-inference-'));
	cleanups.push(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

export const startParams = (more: Partial<StartParams> = {}): StartParams => ({
	packFolders: [models],
	pack: bundledPack,
	device: 'cpu',
	cacheBytes: 2 ** 28,
	memoryBytes: 2 ** 28,
	...more,
});

/** A started service in this process, and what it said. */
export async function startedService(more: Partial<StartParams> = {}, events: Partial<InferenceEvents> = {}) {
	const firsts: FirstCandidate[] = [];
	const logs: string[] = [];
	const service = new InferenceService({
		onFirstCandidate: (first) => firsts.push(first),
		onLog: (_, text) => logs.push(text),
		...events,
	});
	await service.start(startParams(more));
	return { service, firsts, logs };
}

export const pointAt = (x: number, y: number, positive = true) =>
	({ type: 'point', x, y, positive }) as const;
