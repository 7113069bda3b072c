import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
	emptySidecar,
	parseSidecar,
	type Sidecar,
	SidecarError,
	serializeSidecar,
} from '../formats/sidecar/sidecar';
import type { SidecarImage } from '../formats/sidecar/sidecarModel';
import { writeWhole } from '../node/writeWhole';
import type { Annotation, AnnotationSet } from '../shared/annotations/annotation';
import {
	addAnnotations,
	addedIds,
	applyEdit,
	type NewAnnotation,
} from '../shared/annotations/annotationEdits';
import { messageOf } from '../shared/messageOf';
import { CliError, exitCodes } from './exitCodes';

interface ImageOfSidecar {
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

/**
 * Adds annotations to an image's sidecar, which is made where there is none; written whole or not at all, and not
 * where there is nothing to add.
 *
 * @param addedTo what to add to what is there
 *
 * @throws CliError where the sidecar cannot be read or written; it is then as it was
 */
export async function addToSidecar(
	image: ImageOfSidecar,
	addedTo: (set: AnnotationSet) => readonly NewAnnotation[],
): Promise<Annotation[]> {
	const path = sidecarPath(image.path);
	const before = await readSidecarOf(image);
	const added = addedTo(before.set);
	if (added.length === 0) return [];
	const edit = addAnnotations(before.set, added);
	const set = applyEdit(before.set, edit);
	try {
		await writeWhole(path, Buffer.from(serializeSidecar({ ...before, set }, describe(image))));
	} catch (error) {
		throw new CliError(exitCodes.sidecar, `Expected to write ${path} but it failed: ${messageOf(error)}.`);
	}
	const ids = addedIds(edit);
	return set.annotations.filter(({ id }) => ids.includes(id));
}

/**
 * What an image's sidecar says; nothing yet where there is none.
 *
 * @throws CliError where it is broken, of a newer schema, or of an image of another size
 */
export async function readSidecarOf(image: ImageOfSidecar): Promise<Sidecar> {
	const path = sidecarPath(image.path);
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptySidecar;
		throw new CliError(
			exitCodes.sidecar,
			`${path} cannot be read: ${messageOf(error)}. It is left as it is.`,
		);
	}
	try {
		return parseSidecar(text, describe(image));
	} catch (error) {
		if (!(error instanceof SidecarError)) throw error;
		throw new CliError(exitCodes.sidecar, `${path}: ${error.message}. The file is left as it is.`);
	}
}
