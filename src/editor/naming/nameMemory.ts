import * as vscode from 'vscode';
import type { KnownNames } from '../../naming/asCalled';
import { combineNames } from '../../naming/combineNames';
import {
	type CountedName,
	countNames,
	undescribed,
	withImage,
	withNameChanged,
	withoutName,
} from '../../naming/exampleMemory';
import { fittingNames } from '../../naming/fittingNames';
import { type LikelyName, likelyNames } from '../../naming/likelyNames';
import { likelyObjects } from '../../naming/likelyObjects';
import type { NamedExample } from '../../naming/namedExample';
import { type NamelessMask, suggestNames } from '../../naming/suggestNames';
import type { AnnotationSet, CategoryKind } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import type { NamedThing } from '../../shared/annotations/namedThings';
import type { NamedWhole } from '../../shared/annotations/namedWhole';
import type { Descriptor } from '../../shared/descriptor';
import type { Rle } from '../../shared/mask/rle';
import type { DescribeResult, ListedMask, ObjectName } from '../../shared/protocol/inferenceProtocol';
import { Disposable } from '../disposable';
import type { InferenceClient } from '../inference/inferenceClient';
import { onSettingsChanged, settings } from '../settings';
import { within } from '../within';
import type { ExampleStore } from './exampleStore';
import { ListedNames } from './listedNames';
import { namedMasksOf } from './namedMasksOf';
import { PartNames } from './partNames';

/** What the memory of names knows of a mask that is to be named. */
export interface MaskToName {
	/** The image's hash. */
	readonly image: string;
	readonly segmentation: Rle;
	/** The kind that is likelier by where the mask lies. */
	readonly suggestedKind: CategoryKind;
	/** The annotation that the mask is; absent for one that is not kept yet. */
	readonly annotation?: number;
	/** What it is a part of. */
	readonly whole: NamedWhole | undefined;
	/** Other levels of the same click: a name is for the one that it fits. */
	readonly otherLevels?: readonly Rle[];
}

/** What it knows of an annotation without a name. */
export interface UnnamedAnnotation extends Pick<MaskToName, 'segmentation' | 'suggestedKind' | 'whole'> {
	readonly annotation: number;
}

/** So long is waited for the names of a list: the first time, all of them are encoded. Other names come at once. */
const maxListingMs = 10_000;

/**
 * The names that the user gave to masks, by what the masks look like to the model that is in use, and beside them what a
 * detector sees. It follows the annotations of the images that are open, so that a mask that is renamed or deleted is
 * known as what it is now.
 */
export class NameMemory extends Disposable {
	/** The model's, since its process was started. */
	private space: Promise<string> | undefined;
	private readonly listed: ListedNames;
	private readonly parts: PartNames;
	private described: { readonly of: string; readonly result: Promise<DescribeResult> } | undefined;

	private readonly _onDidTurnOn = this._register(new vscode.EventEmitter<void>());
	/** Learning has been turned on: by the setting, or because the workspace is trusted now. */
	readonly onDidTurnOn = this._onDidTurnOn.event;

	constructor(
		private readonly client: InferenceClient,
		private readonly store: ExampleStore,
		onDidRestart: vscode.Event<void>,
		private readonly report: (error: unknown) => void,
	) {
		super();
		this.listed = new ListedNames(client, report);
		this.parts = new PartNames(client, report);
		this._register(store);
		this._register(
			onDidRestart(() => {
				this.space = undefined;
				this.described = undefined;
			}),
		);
		const turned = () => {
			if (this.isOn) this._onDidTurnOn.fire();
		};
		this._register(onSettingsChanged('naming', turned));
		this._register(vscode.workspace.onDidGrantWorkspaceTrust(turned));
	}

	/** Whether names are learned and suggested: the user may not want it, or not trust the folder. */
	get isOn(): boolean {
		return settings.suggestNames() && vscode.workspace.isTrusted;
	}

	/** Makes the examples of an image those of its annotations. The image must be encoded, or it is now. */
	async follow(image: string, set: AnnotationSet): Promise<void> {
		if (!this.isOn) return;
		const space = await this.spaceOf(image);
		const masks = namedMasksOf(set);
		const unknown = undescribed(await this.store.read(space), image, masks);
		const described = new Map<number, Descriptor>();
		if (unknown.length > 0) {
			const result = await this.client.describe({
				image,
				masks: unknown.map(({ segmentation }) => segmentation),
			});
			// Another model was chosen meanwhile; the views ask again when it has the image.
			if (result.space !== space) return;
			for (const [i, { annotation }] of unknown.entries()) {
				const descriptor = result.descriptors[i];
				if (descriptor) described.set(annotation, descriptor);
			}
		}
		await this.store.change(space, (examples) => withImage(examples, image, masks, described));
	}

	/** The names that a mask is likely to get, the likeliest first; none where nothing speaks for one. */
	async likely(mask: MaskToName, known: KnownNames): Promise<readonly LikelyName[]> {
		if (!this.isOn) return [];
		const { image, segmentation, suggestedKind, otherLevels = [] } = mask;
		const listing = this.listed.of(image, [listedMask(mask)], known.names);
		const parts = this.parts.of(image, [mask], known, 'one');
		const seen =
			suggestedKind === 'object' ? this.objectsAt(image, [segmentation, ...otherLevels]) : undefined;
		const learned = await this.learned(mask);
		const [found = [], ...others] = (await seen) ?? [];
		const [listed = []] = await within(listing, maxListingMs, []);
		const [part = []] = await parts;
		const objects = likelyObjects(fittingNames(found, others), known);
		const names = combineNames(learned, [...objects, ...part, ...listed], known.names);
		// What lies in a cup may look like one, and is none.
		return names.filter(({ name }) => name !== mask.whole?.name);
	}

	/**
	 * The likeliest name of each of some annotations that have none, by id; those of which none is likely enough are left
	 * out. Rejects when the signal is aborted.
	 *
	 * @param named what has its name in the image
	 */
	async suggest(
		image: string,
		masks: readonly UnnamedAnnotation[],
		named: readonly NamedThing[],
		known: KnownNames,
		signal: AbortSignal,
	): Promise<Map<number, LikelyName>> {
		if (!this.isOn) return new Map();
		const segmentations = masks.map(({ segmentation }) => segmentation);
		const seen = await this.objectsAt(image, segmentations, signal);
		const described = (await this.hasExamples(image))
			? await this.client.describe({ image, masks: segmentations }, signal)
			: undefined;
		const parts = await this.parts.of(image, masks, known, 'many', signal);
		const listed = await this.listed.of(image, masks.map(listedMask), known.names, signal);
		const examples = described ? listedOnly(await this.store.read(described.space), known) : [];
		const nameless = masks.map(({ annotation, segmentation, suggestedKind }, i): NamelessMask => {
			const descriptor = described?.descriptors[i];
			const learned = descriptor ? likelyNames(examples, { image, descriptor }, suggestedKind, 'many') : [];
			const objects = suggestedKind === 'object' ? likelyObjects(seen[i] ?? [], known, 'many') : [];
			const others = [...objects, ...parts[i]!, ...(listed[i] ?? [])];
			return { annotation, segmentation, learned, others };
		});
		return suggestNames(nameless, named, known.names);
	}

	/** The names of the present model's memory, the last used first. */
	async names(): Promise<CountedName[]> {
		return countNames(await this.store.present());
	}

	/** Forgets what masks of a name look like, whatever model saw them. */
	forgetName(name: CategoryName): Promise<void> {
		return this.store.changeAll((examples) => withoutName(examples, name));
	}

	/** Follows a category that was renamed in all images. */
	rename(from: CategoryName, to: CategoryName): Promise<void> {
		return this.store.changeAll((examples) => withNameChanged(examples, from, to));
	}

	forgetAll(): Promise<void> {
		return this.store.clear();
	}

	private async learned({
		image,
		segmentation,
		suggestedKind,
		annotation,
	}: MaskToName): Promise<readonly LikelyName[]> {
		if (!(await this.hasExamples(image))) return [];
		const { space, descriptors } = await this.describe(image, segmentation);
		const descriptor = descriptors[0];
		if (!descriptor) return [];
		const examples = await this.store.read(space);
		return likelyNames(
			examples.filter((one) => one.image !== image || one.annotation !== annotation),
			{ image, descriptor },
			suggestedKind,
		);
	}

	/** What a detector sees at masks. Where it fails, which is reported, names that were learned are still there. */
	private async objectsAt(
		image: string,
		masks: readonly Rle[],
		signal?: AbortSignal,
	): Promise<readonly (readonly ObjectName[])[]> {
		try {
			return await this.client.nameObjects({ image, masks }, signal);
		} catch (error) {
			signal?.throwIfAborted();
			this.report(error);
			return [];
		}
	}

	private async hasExamples(image: string): Promise<boolean> {
		return this.isOn && (await this.store.read(await this.spaceOf(image))).length > 0;
	}

	private describe(image: string, segmentation: Rle): Promise<DescribeResult> {
		const of = `${image} ${segmentation.counts}`;
		if (this.described?.of !== of) {
			const result = this.client.describe({ image, masks: [segmentation] });
			const described = { of, result };
			this.described = described;
			result.catch(() => {
				if (this.described === described) this.described = undefined;
			});
		}
		return this.described!.result;
	}

	private spaceOf(image: string): Promise<string> {
		if (!this.space) {
			const space = this.client.describe({ image, masks: [] }).then((result) => result.space);
			this.space = space;
			space.catch(() => {
				if (this.space === space) this.space = undefined;
			});
		}
		return this.space;
	}
}

function listedMask({
	segmentation,
	suggestedKind,
	whole,
}: Pick<MaskToName, 'segmentation' | 'suggestedKind' | 'whole'>): ListedMask {
	return { segmentation, kind: suggestedKind, ...(whole && { whole: whole.name }) };
}

function listedOnly(
	examples: readonly NamedExample[],
	{ names, isClosed }: KnownNames,
): readonly NamedExample[] {
	if (!isClosed) return examples;
	return examples.filter(({ name, kind }) => names.some((one) => one.name === name && one.kind === kind));
}
