import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { Candidate, Ladder } from '../candidate';
import type { MaskPrompt } from '../maskPrompt';
import type { ImagePoint, Prompt } from '../prompt';
import type { GraphDescription } from './graphDescription';

/** What the setting `strata.inference.device` can say. */
export const devices = ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const;
export type Device = (typeof devices)[number];

export interface StartParams {
	/** Folders that hold packs (`<folder>/<id>/pack.json`), searched in this order. */
	readonly packFolders: readonly string[];
	readonly pack: string;
	readonly device: Device;
	/** Where features are kept on disk; absent: nowhere. */
	readonly cacheFolder?: string;
	readonly cacheBytes: number;
	readonly memoryBytes: number;
	/** After how long without a request the model's memory is let go of; absent or 0: never. */
	readonly releaseAfterMs?: number;
}

export interface StartResult {
	readonly pack: string;
	readonly packName: string;
	/** The device in use; never 'auto'. */
	readonly device: Device;
	/** Why the device is not the one asked for (or the best one), as a sentence; absent when there is nothing to say. */
	readonly deviceReason?: string;
	/** How many levels the model gives a click in everything mode; absent where only a click tells. */
	readonly levels?: number;
}

/** The image file's bytes travel once, with `openImage`; afterwards it is named by its content hash. */
export interface OpenImageParams {
	/** A file path, or the bytes where the image is not a file on this machine. */
	readonly source: string | Uint8Array;
}

export interface OpenImageResult {
	/** SHA-256 of the file's bytes, hex. */
	readonly image: string;
	/** Pixels, after EXIF rotation, as shown. */
	readonly width: number;
	readonly height: number;
}

export interface DisplayImageResult {
	/**
	 * The image (first frame, upright, 8 bits) in a format that every browser shows. Very large ones come smaller, in
	 * the same proportions: draw it at the size that `openImage` said.
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
	/** The mask that the last point corrects; absent where nothing was shown. */
	readonly maskPrompt?: MaskPrompt;
	/** Who asks: a newer request of the same asker cancels an older one. Absent: none is cancelled. */
	readonly asker?: string;
}

export type PreviewParams = Pick<SegmentParams, 'image' | 'prompts'>;

export interface SegmentResult extends Ladder {
	/** The id of the pack that made the masks. */
	readonly pack: string;
	/** What the user should know of how the prompts were answered, as a sentence; absent when there is nothing to say. */
	readonly note?: string;
	readonly milliseconds: { readonly encode: number; readonly decode: number; readonly rest: number };
}

/** The first mask of a running `segment` request, sent before its ladder is complete; its level is 1 of 1 so far. */
export interface FirstCandidate {
	readonly asker: string;
	readonly prompts: readonly Prompt[];
	readonly candidate: Candidate;
}

export interface EverythingParams {
	readonly image: string;
	/** Who asks, and is sent the progress. */
	readonly asker?: string;
	/** 1 is the finest: only the masks that are this level of their click's; all levels without it. */
	readonly level?: number;
	/** So many clicks along each side of a square image, and as many in all on any other; a whole number from 1. */
	readonly pointsPerSide: number;
	/** How sure of a mask the model must be, 0 to 1 on the scale of its scores; absent: what its pack says is usual. */
	readonly leastScore?: number;
	/**
	 * How little of a mask may depend on where its logits are cut: the area above +1 as a part of that above −1, at
	 * least. Absent: what its pack says is usual.
	 */
	readonly leastStability?: number;
}

/** A mask of everything mode; its level is its place among the masks of its click. */
export interface EverythingMask extends Candidate {
	/** The click that found it. */
	readonly point: ImagePoint;
}

export interface EverythingResult {
	/** Each thing once, the largest first. */
	readonly masks: readonly EverythingMask[];
	/** How many levels the model gives a click: none is found of a level beyond. */
	readonly levels: number;
	/** How many clicks were asked. */
	readonly points: number;
	/** The id of the pack that made the masks. */
	readonly pack: string;
}

/** First clicks are asked, then the masks that are worth it are made. */
export interface EverythingProgress {
	readonly step: 'looking' | 'making';
	readonly done: number;
	readonly total: number;
}

/** `ResponseError.code`s of the inference process, so that the host can tell whose fault an error is. */
export const inferenceErrorCodes = {
	/** The image cannot be read; the message says why. */
	image: 1,
	/** The pack is missing, incomplete or altered. */
	pack: 2,
	/** The runtime failed. */
	runtime: 3,
	/** An image hash that this process has not been given (after a restart): open it again. */
	unknownImage: 4,
	/** The request was cancelled, or newer prompts of the same asker took its place; the Language Server Protocol's code. */
	cancelled: -32800,
} as const;

/** What an ONNX file takes and gives; needs no `start`. */
export const describeGraph = new RequestType<{ readonly file: string }, GraphDescription, void>(
	'describeGraph',
);
export const start = new RequestType<StartParams, StartResult, void>('start');
export const openImage = new RequestType<OpenImageParams, OpenImageResult, void>('openImage');
export const displayImage = new RequestType<{ readonly image: string }, DisplayImageResult, void>(
	'displayImage',
);
export const encode = new RequestType<{ readonly image: string }, EncodeResult, void>('encode');
/** The first mask of some prompts, without a ladder; null where there is none, or where work of the user's goes first. */
export const preview = new RequestType<PreviewParams, Candidate | null, void>('preview');
export const segment = new RequestType<SegmentParams, SegmentResult, void>('segment');
/** All masks of an image. Clicks of the user's go first. */
export const everything = new RequestType<EverythingParams, EverythingResult, void>('everything');
export const everythingProgress = new NotificationType<EverythingProgress & { readonly asker: string }>(
	'everythingProgress',
);
export const firstCandidate = new NotificationType<FirstCandidate>('firstCandidate');
export const log = new NotificationType<{ readonly level: 'info' | 'warn' | 'error'; readonly text: string }>(
	'log',
);
