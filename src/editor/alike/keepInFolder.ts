import { basename } from 'node:path';
import * as vscode from 'vscode';
import { sidecarSuffix } from '../../formats/sidecar/sidecarAddress';
import { SidecarFile } from '../../formats/sidecar/sidecarFile';
import { localTextFile } from '../../node/textFile';
import type { AlikeMask } from '../../shared/alike';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import {
	addedIds,
	applyEdit,
	type CategoryName,
	changeCategories,
	type Edit,
	editMany,
	removeAnnotations,
} from '../../shared/annotations/annotationEdits';
import { keepAlike } from '../../shared/annotations/keepAlike';
import { uncategorised } from '../../shared/everything';
import { messageOf } from '../../shared/messageOf';
import type { DocumentStore } from '../document/documentStore';

/** A mask to keep, with the image that it is in. */
interface KeptMask extends AlikeMask {
	readonly file: string;
	readonly width: number;
	readonly height: number;
	readonly pack: string;
}

/** What was kept in an image, so that it can be taken back. */
interface KeptInImage {
	readonly file: string;
	readonly width: number;
	readonly height: number;
	/** Ids of annotations that were added, with their masks. */
	readonly added: ReadonlyMap<number, string>;
	/** Ids of annotations that had no name before. */
	readonly named: readonly number[];
}

interface KeptInFolder<T> {
	readonly images: readonly KeptInImage[];
	/** How many masks. */
	readonly count: number;
	/** What could not be kept. */
	readonly failed: readonly T[];
	/** Why, a sentence for each image. */
	readonly failures: readonly string[];
}

/**
 * Keeps masks under one category, each in its image: one that is open gets them as one edit, which can be undone; of
 * others the file beside them is written. What cannot be changed is left as it is.
 */
export async function keepInFolder<T extends KeptMask>(
	documents: DocumentStore,
	masks: readonly T[],
	category: CategoryName,
): Promise<KeptInFolder<T>> {
	const images: KeptInImage[] = [];
	const failed: T[] = [];
	const failures: string[] = [];
	let count = 0;
	for (const file of new Set(masks.map((mask) => mask.file))) {
		const inImage = masks.filter((mask) => mask.file === file);
		const { width, height, pack } = inImage[0]!;
		const image = { file, width, height };
		try {
			let kept: Pick<KeptInImage, 'added' | 'named'> = { added: new Map(), named: [] };
			await changeImage(documents, image, (set) => {
				const edit = keepAlike(set, inImage, category, pack);
				kept = keptBy(edit);
				return edit;
			});
			count += kept.added.size + kept.named.length;
			images.push({ ...image, ...kept });
		} catch (error) {
			failed.push(...inImage);
			failures.push(`${basename(file)}: ${messageOf(error)}`);
		}
	}
	return { images, count, failed, failures };
}

/**
 * Takes back what was kept, as far as nobody has changed it since.
 *
 * @returns why not, a sentence for each image where it cannot be
 */
export async function takeBack(
	documents: DocumentStore,
	images: readonly KeptInImage[],
	category: CategoryName,
): Promise<readonly string[]> {
	const failures: string[] = [];
	for (const { added, named, ...image } of images) {
		try {
			await changeImage(documents, image, (set) => {
				const { id: categoryId } = set.categories.find(
					({ name, kind }) => name === category.name && kind === category.kind,
				) ?? { id: undefined };
				const still = set.annotations.filter((one) => one.categoryId === categoryId);
				const gone = still.filter(({ id, segmentation }) => added.get(id) === segmentation.counts);
				const unnamed = still.filter(({ id }) => named.includes(id));
				return editMany(`Remove ${gone.length + unnamed.length} ${category.name}`, set, [
					(before) =>
						removeAnnotations(
							before,
							gone.map(({ id }) => id),
						),
					(before) =>
						changeCategories(
							before,
							unnamed.map(({ id }) => id),
							uncategorised,
						),
				]);
			});
		} catch (error) {
			failures.push(`${basename(image.file)}: ${messageOf(error)}`);
		}
	}
	return failures;
}

function keptBy(edit: Edit): Pick<KeptInImage, 'added' | 'named'> {
	const ids = new Set(addedIds(edit));
	const before = new Map(edit.removed.annotations.map(({ id, categoryId }) => [id, categoryId]));
	const added = edit.added.annotations.filter(({ id }) => ids.has(id));
	// An annotation can also be among the changed ones because it has another parent by now.
	const named = edit.added.annotations.filter(
		({ id, categoryId }) => before.has(id) && before.get(id) !== categoryId,
	);
	return {
		added: new Map(added.map(({ id, segmentation }) => [id, segmentation.counts])),
		named: named.map(({ id }) => id),
	};
}

/** @throws Error with the reason where the image's annotations cannot be changed */
async function changeImage(
	documents: DocumentStore,
	{ file, width, height }: Pick<KeptInImage, 'file' | 'width' | 'height'>,
	editOf: (set: AnnotationSet) => Edit,
): Promise<void> {
	const document = documents.find(vscode.Uri.file(file));
	if (document) {
		const { readOnlyReason } = document.state;
		if (readOnlyReason !== undefined) throw new Error(readOnlyReason);
		const edit = editOf(document.state);
		if (!isEmpty(edit)) document.edit(edit);
		return;
	}
	const sidecar = new SidecarFile(localTextFile(file + sidecarSuffix));
	await sidecar.change({ fileName: basename(file), width, height }, (before) => {
		const edit = editOf(before.set);
		return isEmpty(edit) ? before : { ...before, set: applyEdit(before.set, edit) };
	});
}

const isEmpty = ({ added, removed }: Edit) =>
	added.annotations.length === 0 && removed.annotations.length === 0;
