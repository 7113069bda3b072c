import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { CategoryKind } from '../annotations/annotation';
import type { CategoryName } from '../annotations/annotationEdits';
import type { NamedWhole } from '../annotations/namedWhole';
import type { Candidate, Ladder } from '../candidate';
import type { Descriptor } from '../descriptor';
import type { ImageEdit } from '../imageEdits/imageEdit';
import type { OutputFormat } from '../imageEdits/outputFormat';
import type { Tile } from '../imageTiles';
import type { ImageChoices, ImageView } from '../imageView';
import type { Rle } from '../mask/rle';
import type { ImagePoint, MaskPrompt, Prompt } from '../prompt';
import type { Region } from '../region';
import type { GraphDescription } from './graphDescription';

/** The values of the setting `strata.inference.device`. */
export const devices = ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const;
export type Device = (typeof devices)[number];

export interface StartParams {
	/** Folders that hold packs (`<folder>/<id>/pack.json`), searched in this order. */
	readonly packFolders: readonly string[];
	readonly pack: string;
	readonly device: Device;
	/** Where features are cached on disk; absent: nowhere. */
	readonly cacheFolder?: string;
	readonly cacheBytes: number;
	readonly memoryBytes: number;
	/** The time without a request after which the model's memory is freed; absent or 0: never. */
	readonly releaseAfterMs?: number;
}

export interface StartResult {
	readonly pack: string;
	readonly packName: string;
	/** The device in use; never 'auto'. */
	readonly device: Device;
	/** Why the device is not the requested one (or the best one), as a sentence; absent where it is. */
	readonly deviceReason?: string;
	/** The number of levels per point in everything mode; absent where it is not known beforehand. */
	readonly levels?: number;
}

/** The image is sent once, with `openImage`; later requests name it by its content hash. */
export interface OpenImageParams {
	/** A file path, or the bytes where the image is not a file on this machine. */
	readonly source: string | Uint8Array;
	/** What is shown of a file that holds more than can be shown; absent: as the file says. */
	readonly view?: ImageView;
	/** Only this part of what is shown, as an image of its own; absent: all of it. */
	readonly region?: Region;
}

export interface OpenImageResult {
	/** SHA-256 of the file's bytes and of what is shown of them, hex. */
	readonly image: string;
	/** Pixels, after EXIF rotation, as shown. */
	readonly width: number;
	readonly height: number;
	/** Decoding it takes much memory: only for somebody who opens it. */
	readonly isCostly?: boolean;
	/** What the user should know about how the file is shown, as sentences. */
	readonly notes?: readonly string[];
	/** What there is to choose in the file; absent where there is nothing. */
	readonly choices?: ImageChoices;
}

export interface DisplayImageResult {
	/**
	 * The image (first frame, upright, 8 bits) in a format that every browser shows. One that is tiled comes smaller
	 * (`overviewSize`): draw it at the size that `openImage` said.
	 */
	readonly bytes: Uint8Array;
	readonly mimeType: string;
}

export interface EncodeResult {
	readonly milliseconds: number;
	readonly from: 'memory' | 'disk' | 'encoder';
}

export interface SegmentParams {
	readonly image: string;
	/** At least one positive point or a box. */
	readonly prompts: readonly Prompt[];
	/** The mask that the last point corrects; absent where none was shown. */
	readonly maskPrompt?: MaskPrompt;
	/** The view that asks: its newer request cancels its older one. Absent: none is cancelled. */
	readonly asker?: string;
}

export type PreviewParams = Pick<SegmentParams, 'image' | 'prompts'>;

export interface SegmentResult extends Ladder {
	/** The id of the pack that made the masks. */
	readonly pack: string;
	/** What the user should know about how the model handled the prompts, as a sentence. */
	readonly note?: string;
	readonly milliseconds: { readonly encode: number; readonly decode: number; readonly rest: number };
}

export interface BetweenLevelsParams {
	/** The image that `segment` was about. */
	readonly image: string;
	readonly asker: string;
}

/** The first mask of a running `segment` request, sent before the other levels are known: so far it is level 1 of 1. */
export interface FirstCandidate {
	readonly asker: string;
	readonly prompts: readonly Prompt[];
	readonly candidate: Candidate;
}

export interface EverythingParams {
	readonly image: string;
	/** The view that asks, and gets the progress. */
	readonly asker?: string;
	/** 1 is the finest: only the masks that stand at this level; absent: all. */
	readonly level?: number;
	/** Points along each side of a square image; other images get as many in all. A whole number from 1. */
	readonly pointsPerSide: number;
	/** Only what may look like one of these masks, in about their sizes, at the places that are likest to them. */
	readonly like?: readonly Rle[];
	/** The image that these masks are in; absent: this one. */
	readonly likeIn?: string;
	/** The minimum of the model's score for a mask, 0 to 1; absent: the pack's default. */
	readonly minScore?: number;
	/** The minimum of a mask's stability score (SAM's), 0 to 1; absent: the pack's default. */
	readonly minStability?: number;
	/** Only a fifth of the points is asked: those that are least like what is known. */
	readonly frugal?: true;
}

/** A mask of everything mode; its level is that among the masks of its point, or the one that was asked for. */
export interface EverythingMask extends Candidate {
	/** All levels at which it stands, there and at the other points that lead to it. Ascending. */
	readonly levels: readonly number[];
	/** The point that it was found at. */
	readonly point: ImagePoint;
}

export interface EverythingResult {
	/** Each object once, the largest first. */
	readonly masks: readonly EverythingMask[];
	/** The number of levels that the model has per point: there are no masks of levels above it. */
	readonly levels: number;
	/** At how many points the model is asked. */
	readonly points: number;
	/** The id of the pack that made the masks. */
	readonly pack: string;
}

/** First all points are decoded to proposals, then the masks of the best ones are made. */
export interface EverythingProgress {
	readonly step: 'proposing' | 'making';
	readonly done: number;
	readonly total: number;
}

export interface MaskPicturesParams extends DescribeParams {
	/** Of each picture, in pixels. */
	readonly size: { readonly width: number; readonly height: number };
}

export interface DescribeParams {
	readonly image: string;
	/** In the size of the image. */
	readonly masks: readonly Rle[];
}

export interface DescribeResult {
	/** Only descriptors of one space can be compared: it stands for the encoder, and for how descriptors are made. */
	readonly space: string;
	/** By mask; null for one that is empty. */
	readonly descriptors: readonly (Descriptor | null)[];
}

/** A name that an object may have, by what a detector sees. */
export interface ObjectName {
	readonly name: string;
	/** The detector's score times how well its box fits, 0 to 1. */
	readonly score: number;
}

export interface NamePartsParams {
	readonly image: string;
	readonly parts: readonly PartMask[];
}

/** A mask with what it is a part of. */
export interface PartMask {
	/** In the size of the image. */
	readonly segmentation: Rle;
	readonly whole: NamedWhole;
}

/** A name that a part may have. */
export interface PartName {
	readonly name: string;
	/** What others call it, or kinds of it. */
	readonly also: readonly string[];
	/** How likely it is among the parts that the whole may have: 0 to 1, together 1. */
	readonly share: number;
}

export interface NameFromListParams {
	readonly image: string;
	/** The id of a pack of the family `clip`. */
	readonly pack: string;
	readonly masks: readonly ListedMask[];
	/** What there is to choose from, in the user's own words. */
	readonly names: readonly CategoryName[];
}

/** A mask that is to be named from a list. */
export interface ListedMask {
	/** In the size of the image. */
	readonly segmentation: Rle;
	/** Only names of this kind are asked about. */
	readonly kind: CategoryKind;
	/** The name of the object that a part belongs to. */
	readonly whole?: string;
}

/** A name of the list that a mask may have. */
export interface ListedName extends CategoryName {
	/** Its share of the belief in what the mask shows, among all names of the list and anything else: 0 to 1. */
	readonly share: number;
}

/** How an image is written with its edits applied. */
export interface RenderParams {
	readonly image: string;
	/** In the order in which they are applied, each with the masks that it is of. */
	readonly edits: readonly {
		readonly edit: ImageEdit;
		readonly masks: readonly Rle[];
		/** Masks of what stays in front of what the edit puts into the picture. */
		readonly inFront?: readonly Rle[];
	}[];
	/** What is cut out of the edited image, with how far its soft edge reaches in pixels; absent: nothing is. */
	readonly cutOut?: { readonly masks: readonly Rle[]; readonly trim: boolean; readonly softness: number };
	readonly format: OutputFormat;
	/** 1 to 100; absent: lossless where the format can. */
	readonly quality?: number;
	/** Whether EXIF and XMP go along; the colour profile always does. */
	readonly keepsMetadata: boolean;
	/** Pictures that stand behind, by the name that the edits give them. */
	readonly backgrounds: Readonly<Record<string, Uint8Array>>;
	/** The id of a pack that fills places; absent: the built-in way. */
	readonly fillPack?: string;
	/** Names the request, for its progress. */
	readonly asker?: string;
}

export interface RenderResult {
	/** The file. */
	readonly bytes: Uint8Array;
	/** Pixels. */
	readonly width: number;
	readonly height: number;
}

/** The inputs and outputs of an ONNX file; needs no `start`. */
export const describeGraph = new RequestType<{ readonly file: string }, GraphDescription, void>(
	'describeGraph',
);
/** Answered at once, unless the process is busy or hangs. */
export const ping = new RequestType<Record<string, never>, null, void>('ping');
export const start = new RequestType<StartParams, StartResult, void>('start');
export const openImage = new RequestType<OpenImageParams, OpenImageResult, void>('openImage');
export const displayImage = new RequestType<{ readonly image: string }, DisplayImageResult, void>(
	'displayImage',
);
/** A piece of an image that is larger than what `displayImage` gives of it. */
export const imageTile = new RequestType<
	{ readonly image: string; readonly tile: Tile },
	DisplayImageResult,
	void
>('imageTile');
export const encode = new RequestType<{ readonly image: string }, EncodeResult, void>('encode');
/** The first mask of some prompts, without the other levels; null where there is none, or a click is being answered. */
export const preview = new RequestType<PreviewParams, Candidate | null, void>('preview');
export const segment = new RequestType<SegmentParams, SegmentResult, void>('segment');
/**
 * What the asker's last `segment` found besides the levels, in no order, each of level 0: once, without asking the model.
 * Empty where that is not known any more. The user's clicks go first.
 */
export const betweenLevels = new RequestType<BetweenLevelsParams, readonly Candidate[], void>(
	'betweenLevels',
);
/** The masks of all objects in an image. The user's clicks go first. */
export const everything = new RequestType<EverythingParams, EverythingResult, void>('everything');
/** Of each mask a small picture of what it cuts out, as a WebP file; empty for a mask without a pixel. */
export const maskPictures = new RequestType<MaskPicturesParams, readonly Uint8Array[], void>('maskPictures');
/** What masks look like to the model's encoder. The user's clicks go first. */
export const describe = new RequestType<DescribeParams, DescribeResult, void>('describe');
/**
 * The names that masks may have as objects of everyday kinds, of each mask the likeliest first; none where nothing speaks
 * for one. The image need not be encoded. The user's clicks go first.
 */
export const nameObjects = new RequestType<DescribeParams, readonly (readonly ObjectName[])[], void>(
	'nameObjects',
);
/**
 * The names that parts of people and buildings may have, by what the encoder sees; none of other things, or where the
 * model's encoder is another one. The image is encoded where it was not. The user's clicks go first.
 */
export const nameParts = new RequestType<NamePartsParams, readonly (readonly PartName[])[], void>(
	'nameParts',
);
/**
 * The names of a list that masks may have, by a model that compares images with words, of each mask the likeliest first.
 * Texts that it does not know yet are encoded, which takes a moment once. The image need not be encoded. The user's
 * clicks go first.
 */
export const nameFromList = new RequestType<NameFromListParams, readonly (readonly ListedName[])[], void>(
	'nameFromList',
);
/** The names that `nameObjects` and `nameParts` know, whatever image; each once. */
export const knownNames = new RequestType<Record<string, never>, readonly CategoryName[], void>('knownNames');
export const everythingProgress = new NotificationType<EverythingProgress & { readonly asker: string }>(
	'everythingProgress',
);
/** The image as a new file, with edits applied at full size; the model is not needed, and clicks go on meanwhile. */
export const render = new RequestType<RenderParams, RenderResult, void>('render');
export const renderProgress = new NotificationType<{ readonly asker: string; readonly fraction: number }>(
	'renderProgress',
);
export const firstCandidate = new NotificationType<FirstCandidate>('firstCandidate');
export const log = new NotificationType<{ readonly level: 'info' | 'warn' | 'error'; readonly text: string }>(
	'log',
);
