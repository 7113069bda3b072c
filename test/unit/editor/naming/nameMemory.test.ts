import { afterEach, describe, expect, it, vi } from 'vitest';
import type { InferenceClient } from '../../../../src/editor/inference/inferenceClient';
import { ExampleStore } from '../../../../src/editor/naming/exampleStore';
import { NameMemory } from '../../../../src/editor/naming/nameMemory';
import { settings } from '../../../../src/editor/settings';
import type { KnownNames } from '../../../../src/naming/asCalled';
import type { CategoryKind } from '../../../../src/shared/annotations/annotation';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import type { Rle } from '../../../../src/shared/mask/rle';
import { fullMask } from '../../../../src/shared/mask/runLengths';
import type {
	NameFromListParams,
	NamePartsParams,
	PartName,
} from '../../../../src/shared/protocol/inferenceProtocol';
import { along } from '../../naming/names';
import { EventEmitter } from '../fakeVscode';

const segmentation: Rle = encodeRle(fullMask(4, 4));
const nothing: KnownNames = { names: [], isClosed: false };
const asked = (suggestedKind: CategoryKind = 'object') => ({
	...{ image: 'one', segmentation, suggestedKind },
	whole: suggestedKind === 'part' ? { name: 'truck', segmentation } : undefined,
});
const named = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

/** A memory over a model for which all masks look alike, and a detector that sees a cup in each. */
async function memoryOf(taught: readonly string[], failure?: Error) {
	const store = new ExampleStore(undefined, () => undefined);
	await store.change('space', () =>
		taught.map((name, annotation) => ({
			...{ image: 'other', annotation, mask: 'a', name, kind: 'object', descriptor: along(1) },
		})),
	);
	const client = {
		describe: vi.fn(async ({ masks }: { masks: readonly Rle[] }) => ({
			...{ space: 'space', descriptors: masks.map(() => along(1)) },
		})),
		nameObjects: vi.fn(async ({ masks }: { masks: readonly Rle[] }) => {
			if (failure) throw failure;
			return masks.map(() => [{ name: 'cup', score: 0.9 }]);
		}),
		nameParts: vi.fn(
			async ({ parts }: NamePartsParams): Promise<PartName[][]> =>
				parts.map(({ whole }) => (whole.name === 'person' ? [{ name: 'hat', also: [], share: 0.8 }] : [])),
		),
		nameFromList: vi.fn(async ({ masks, names }: NameFromListParams) =>
			masks.map(({ kind }) =>
				names.filter((one) => one.kind === kind).map((one, i) => ({ ...one, share: i === 0 ? 0.9 : 0.05 })),
			),
		),
	};
	const reported: unknown[] = [];
	const memory = new NameMemory(
		client as unknown as InferenceClient,
		store,
		new EventEmitter<void>().event as never,
		(error) => reported.push(error),
	);
	return { memory, client, reported };
}

afterEach(() => vi.restoreAllMocks());

describe('the likely names of a mask', () => {
	it('are what a detector sees where nothing was taught, without asking the encoder what the mask looks like', async () => {
		const { memory, client } = await memoryOf([]);
		expect(named(await memory.likely(asked(), nothing))).toEqual(['cup']);
		expect(client.describe.mock.calls.every(([{ masks }]) => masks.length === 0)).toBe(true);
	});

	it('are not those that another level of the click fits better', async () => {
		const { memory, client } = await memoryOf([]);
		client.nameObjects.mockImplementation(async ({ masks }) =>
			masks.map((_, at) => [{ name: 'truck', score: [0.45, 0.2, 0.9][at]! }]),
		);
		const [whole, part] = [asked().segmentation, asked().segmentation];
		expect(named(await memory.likely(asked(), nothing))).toEqual(['truck']);
		expect(await memory.likely({ ...asked(), otherLevels: [part, whole] }, nothing)).toEqual([]);
	});

	it('are first what was taught often enough, then what a detector sees', async () => {
		const { memory } = await memoryOf(['mug', 'mug', 'mug', 'mug', 'mug']);
		const known: KnownNames = { names: [{ name: 'mug', kind: 'object' }], isClosed: false };
		expect(named(await memory.likely(asked(), known))).toEqual(['mug', 'cup']);
	});

	it('are none of a detector’s for a part', async () => {
		const { memory, client } = await memoryOf([]);
		expect(await memory.likely(asked('part'), nothing)).toEqual([]);
		expect(client.nameObjects).not.toHaveBeenCalled();
	});

	it('are not what the whole is called that the mask lies in, though it looks like one', async () => {
		const { memory } = await memoryOf(['truck', 'truck', 'truck', 'wheel']);
		const inside = named(await memory.likely(asked('part'), nothing));
		expect(inside).not.toContain('truck');
		expect(named(await memory.likely(asked('object'), nothing))).toContain('truck');
	});

	it('are only those of a closed list where many masks are named', async () => {
		const { memory } = await memoryOf(['mug', 'mug', 'mug', 'mug', 'jar', 'box', 'lid', 'pan']);
		const masks = [{ annotation: 1, segmentation, suggestedKind: 'object' as const, whole: undefined }];
		const of = async (...names: string[]) => {
			const known = { names: names.map((name) => ({ name, kind: 'object' as const })), isClosed: true };
			return named([
				...(await memory.suggest('one', masks, [], known, AbortSignal.timeout(10_000))).values(),
			]);
		};
		expect(await of('cup')).toEqual(['cup']);
		expect(await of('fork')).toEqual([]);
	});

	it('are those that were taught where the detector fails, which is reported', async () => {
		const { memory, reported } = await memoryOf(['mug', 'mug', 'mug'], new Error('no detector'));
		expect(named(await memory.likely(asked(), nothing))).toEqual(['mug']);
		expect(reported).toEqual([new Error('no detector')]);
	});

	it('are none where the setting is off, and nothing is looked for', async () => {
		vi.spyOn(settings, 'suggestNames').mockReturnValue(false);
		const { memory, client } = await memoryOf(['mug']);
		expect(await memory.likely(asked(), nothing)).toEqual([]);
		const masks = [{ annotation: 1, segmentation, suggestedKind: 'object' as const, whole: undefined }];
		expect((await memory.suggest('one', masks, [], nothing, AbortSignal.timeout(10_000))).size).toBe(0);
		expect(client.nameObjects).not.toHaveBeenCalled();
		expect(client.describe).not.toHaveBeenCalled();
	});

	it('are suggested for many masks at once, of each the likeliest, until the asker goes', async () => {
		const { memory } = await memoryOf([]);
		const masks = [
			{ annotation: 1, segmentation, suggestedKind: 'object' as const, whole: undefined },
			{ annotation: 2, segmentation, suggestedKind: 'part' as const, whole: undefined },
		];
		const names = await memory.suggest('one', masks, [], nothing, AbortSignal.timeout(10_000));
		expect([...names].map(([id, { name }]) => [id, name])).toEqual([[1, 'cup']]);
		const { memory: failing } = await memoryOf([], new Error('cancelled'));
		await expect(
			failing.suggest('one', masks, [], nothing, AbortSignal.abort(new Error('gone'))),
		).rejects.toThrow('gone');
	});

	it('are those of parts in a person, alone and among many, and not asked about where there is no whole', async () => {
		const { memory, client } = await memoryOf([]);
		const hat = { ...asked('part'), whole: { name: 'person', segmentation } };
		expect(named(await memory.likely(hat, nothing))).toEqual(['hat']);
		await memory.likely(asked(), nothing);
		expect(client.nameParts).toHaveBeenCalledTimes(1);
		const masks = [
			{ annotation: 1, ...asked() },
			{ annotation: 2, ...hat },
		];
		const names = await memory.suggest('one', masks, [], nothing, AbortSignal.timeout(10_000));
		expect([...names].map(([id, { name }]) => [id, name])).toEqual(
			expect.arrayContaining([
				[1, 'cup'],
				[2, 'hat'],
			]),
		);
	});

	describe('with a pack that compares masks with the user’s list', () => {
		const known: KnownNames = {
			isClosed: false,
			names: [
				{ name: 'crockery', kind: 'object' },
				{ name: 'handle', kind: 'part' },
				{ name: 'tool', kind: 'object' },
			],
		};
		const choosePack = () => vi.spyOn(settings, 'namePack').mockReturnValue('words');

		it('are beside what a detector sees those of the list that fit, of the kind that is asked for', async () => {
			choosePack();
			const { memory, client } = await memoryOf([]);
			expect(named(await memory.likely(asked(), known))).toEqual(['crockery', 'cup']);
			const [{ pack, names }] = client.nameFromList.mock.calls[0]!;
			expect(pack).toBe('words');
			expect(named(names)).toEqual(['crockery', 'tool']);
		});

		it('are asked about parts with what they are parts of', async () => {
			choosePack();
			const { memory, client } = await memoryOf([]);
			expect(named(await memory.likely(asked('part'), known))).toEqual(['handle']);
			expect(client.nameFromList.mock.calls[0]![0].masks).toEqual([
				{ segmentation, kind: 'part', whole: 'truck' },
			]);
		});

		it('are not asked about where no pack is chosen, or there is no list', async () => {
			const { memory, client } = await memoryOf([]);
			await memory.likely(asked(), known);
			choosePack();
			await memory.likely(asked(), nothing);
			expect(client.nameFromList).not.toHaveBeenCalled();
		});

		it('come without the list’s where its model takes long, or fails, which is reported', async () => {
			choosePack();
			const { memory, client, reported } = await memoryOf([]);
			client.nameFromList.mockReturnValueOnce(new Promise(() => undefined));
			vi.useFakeTimers();
			const likely = memory.likely(asked(), known);
			await vi.advanceTimersByTimeAsync(20_000);
			expect(named(await likely)).toEqual(['cup']);
			vi.useRealTimers();
			client.nameFromList.mockRejectedValueOnce(new Error('no pack'));
			expect(named(await memory.likely(asked(), known))).toEqual(['cup']);
			expect(reported).toEqual([new Error('no pack')]);
		});

		it('are suggested for many masks at once', async () => {
			choosePack();
			const { memory } = await memoryOf([]);
			const masks = [{ annotation: 7, ...asked('part') }];
			const names = await memory.suggest('one', masks, [], known, AbortSignal.timeout(10_000));
			expect(named([...names.values()])).toEqual(['handle']);
		});
	});
});
