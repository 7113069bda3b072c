import { basename } from 'node:path';
import { parseSidecar } from '../formats/sidecar/parseSidecar';
import { SidecarError } from '../formats/sidecar/sidecarError';
import { SidecarFile } from '../formats/sidecar/sidecarFile';
import { emptySidecar, type Sidecar, type SidecarImage } from '../formats/sidecar/sidecarModel';
import { viewIn } from '../formats/sidecar/sidecarView';
import { localTextFile } from '../node/textFile';
import { checkIsWritable } from '../node/writeFileAtomically';
import type { Annotation, AnnotationSet } from '../shared/annotations/annotation';
import {
	addAnnotations,
	addedIds,
	applyEdit,
	type NewAnnotation,
} from '../shared/annotations/annotationEdits';
import type { ImageView } from '../shared/imageView';
import { messageOf } from '../shared/messageOf';
import { CliError, exitCodes } from './exitCodes';

export interface ImageOfSidecar {
	/** Path of the image file. */
	readonly path: string;
	/** Pixels, after EXIF rotation. */
	readonly width: number;
	readonly height: number;
}

function describe({ path, width, height }: ImageOfSidecar): SidecarImage {
	return { fileName: basename(path), width, height };
}

/** The sidecar of an image: the file beside it. */
export const sidecarPath = (image: string): string => `${image}.strata.json`;

const sidecarOf = (image: ImageOfSidecar) => new SidecarFile(localTextFile(sidecarPath(image.path)));

/**
 * Adds annotations to an image's sidecar, which is made where there is none; written whole or not at all, and not
 * where there is nothing to add. Several processes may do so at once.
 *
 * @param addedTo what to add to what is there; called again where another program wrote meanwhile
 * @throws CliError where the sidecar cannot be read or written; it is then as it was
 */
export async function addToSidecar(
	image: ImageOfSidecar,
	addedTo: (set: AnnotationSet) => readonly NewAnnotation[],
): Promise<Annotation[]> {
	let ids: readonly number[] = [];
	const { set } = await changeSidecarOf(image, (before) => {
		const edit = addAnnotations(before.set, addedTo(before.set));
		ids = addedIds(edit);
		return ids.length === 0 ? before : { ...before, set: applyEdit(before.set, edit) };
	});
	const added = new Set(ids);
	return set.annotations.filter(({ id }) => added.has(id));
}

/**
 * Changes an image's sidecar, under a lock; see `SidecarFile.change`.
 *
 * @throws CliError where the sidecar cannot be read or written; it is then as it was
 */
export async function changeSidecarOf(
	image: ImageOfSidecar,
	change: (before: Sidecar) => Sidecar,
): Promise<Sidecar> {
	try {
		return await sidecarOf(image).change(describe(image), change);
	} catch (error) {
		throw refusal(sidecarPath(image.path), error, 'could not be written');
	}
}

/**
 * What an image's sidecar says; nothing yet where there is none.
 *
 * @throws CliError where it is broken, of a newer schema, of an image of another size, or read-only
 */
export async function readSidecarOf(image: ImageOfSidecar): Promise<Sidecar> {
	await checkIsWritable(sidecarPath(image.path)).catch((error: unknown) => {
		throw refusal(sidecarPath(image.path), error, 'cannot be written');
	});
	try {
		const { text } = await sidecarOf(image).read();
		return text === undefined ? emptySidecar : parseSidecar(text, describe(image));
	} catch (error) {
		throw refusal(sidecarPath(image.path), error, 'cannot be read');
	}
}

/** Which part of an image file its sidecar says is shown; where it cannot be read, `readSidecarOf` says why. */
export async function viewOf(path: string): Promise<ImageView> {
	const read = new SidecarFile(localTextFile(sidecarPath(path))).read();
	return viewIn(await read.then(({ text }) => text).catch(() => undefined));
}

function refusal(path: string, error: unknown, what: string): CliError {
	const reason =
		error instanceof SidecarError ? `${path}: ${error.message}` : `${path} ${what}: ${messageOf(error)}`;
	return new CliError(exitCodes.sidecar, `${reason.replace(/[.]$/, '')}. The file is left as it is.`);
}
