import { basename } from 'node:path';
import { parseSidecar } from '../../formats/sidecar/parseSidecar';
import { sidecarSuffix } from '../../formats/sidecar/sidecarAddress';
import { SidecarFile } from '../../formats/sidecar/sidecarFile';
import { viewIn } from '../../formats/sidecar/sidecarView';
import { type AlikeQuestions, findAlike, type WantedMasks } from '../../naming/findAlike';
import { localTextFile } from '../../node/textFile';
import type { AlikeMask } from '../../shared/alike';
import type { Annotation, AnnotationSet } from '../../shared/annotations/annotation';
import type { Inference } from '../../shared/inference';
import { messageOf } from '../../shared/messageOf';
import type { EverythingParams, MaskPicturesParams } from '../../shared/protocol/inferenceProtocol';

/** What makes the masks and their pictures. */
export interface AlikeInference extends Pick<Inference<AbortSignal>, 'openImage'>, AlikeQuestions {
	maskPictures(params: MaskPicturesParams, signal?: AbortSignal): Promise<readonly Uint8Array[]>;
}

/** A mask that was found in an image of a folder. */
export interface FolderFind extends AlikeMask {
	readonly file: string;
	/** The image's size as shown, in pixels. */
	readonly width: number;
	readonly height: number;
	/** The id of the pack that made the mask. */
	readonly pack: string;
	/** A WebP file. */
	readonly picture: Uint8Array;
}

/** How far a search is. */
export interface FolderProgress {
	/** Images that were looked at. */
	readonly done: number;
	readonly total: number;
	/** Milliseconds that the rest is likely to take; undefined while nothing speaks for a number. */
	readonly left: number | undefined;
}

interface FolderSearch {
	/** The images to look at. */
	readonly files: readonly string[];
	readonly wanted: WantedMasks;
	/** The image of the wanted masks, and the annotations that they are. */
	readonly source: { readonly file: string; readonly annotations: readonly Annotation[] };
	readonly options: Omit<EverythingParams, 'image' | 'asker' | 'like' | 'likeIn'>;
	/** What is annotated in an image that is open; undefined for one that is not. */
	openSet(file: string): AnnotationSet | undefined;
	/** Of the pictures, in pixels. */
	readonly pictureSize: { readonly width: number; readonly height: number };
	readonly signal: AbortSignal;
	onFound(finds: readonly FolderFind[], progress: FolderProgress): void;
}

/** Less like masks are not shown. */
const minLikeness = 0.1;

/**
 * Looks for masks that are like some of one image in many. An image that cannot be looked at costs that image only.
 *
 * @returns of each such image, why, as a sentence
 */
export async function searchFolder(
	inference: AlikeInference,
	search: FolderSearch,
): Promise<readonly string[]> {
	const { files, signal, onFound } = search;
	const failures: string[] = [];
	const began = performance.now();
	for (const [at, file] of files.entries()) {
		if (signal.aborted) break;
		let finds: readonly FolderFind[] = [];
		try {
			finds = await searchImage(inference, search, file);
		} catch (error) {
			if (signal.aborted) break;
			failures.push(`${basename(file)}: ${messageOf(error)}`);
		}
		const done = at + 1;
		const left = ((performance.now() - began) / done) * (files.length - done);
		onFound(finds, { done, total: files.length, left });
	}
	return failures;
}

async function searchImage(
	inference: AlikeInference,
	{ wanted, source, options, openSet, pictureSize, signal }: FolderSearch,
	file: string,
): Promise<readonly FolderFind[]> {
	const { text } = await new SidecarFile(localTextFile(file + sidecarSuffix)).read();
	const { image, width, height } = await inference.openImage(file, signal, viewIn(text));
	const saved = () =>
		text === undefined
			? { annotations: [], categories: [] }
			: parseSidecar(text, { fileName: basename(file), width, height }).set;
	const set = openSet(file) ?? saved();
	const isSource = file === source.file;
	const searched = { image, set, ...(isSource && { wanted: source.annotations }) };
	const { masks, pack } = await findAlike(inference, wanted, searched, options, signal);
	const shown = masks.filter(({ likeness }) => likeness >= minLikeness);
	if (shown.length === 0) return [];
	const segmentations = shown.map(({ segmentation }) => segmentation);
	const pictures = await inference.maskPictures({ image, masks: segmentations, size: pictureSize }, signal);
	return shown.map((mask, at) => ({ ...mask, file, width, height, pack, picture: pictures[at]! }));
}
