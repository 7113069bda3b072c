import { NotificationType, RequestType0 } from 'vscode-jsonrpc';

/** A mask that was found in a folder, as the page of a search shows it. */
export interface ShownFind {
	readonly id: number;
	/** From 0 to 1: a measure, and no probability. */
	readonly likeness: number;
	/** It is kept when the user presses the button. */
	readonly isTaken: boolean;
	/** What its picture is called: the image and how alike it is. */
	readonly title: string;
}

/** What the page of a search through a folder shows. */
export interface AlikePage {
	/** What is kept is called so. */
	readonly category: string;
	/** “12 of 80 images, 31 found, 4 min left” */
	readonly progress: string;
	/** Of the images, 0 to 1. */
	readonly done: number;
	readonly isSearching: boolean;
	readonly minLikeness: number;
	/** The likest first. */
	readonly finds: readonly ShownFind[];
}

/** What a find looks like, as a WebP file. */
export interface FindPicture {
	readonly id: number;
	readonly bytes: Uint8Array;
}

/** Texts of the page in VS Code's display language; `{0}` and `{1}` stand for values. */
export interface AlikeStrings {
	readonly taken: string;
	readonly minLikeness: string;
	readonly finds: string;
	readonly add: string;
	readonly stop: string;
	readonly nothing: string;
	readonly hint: string;
}

/** What the user does in the page. */
export type AlikeAct =
	| { readonly type: 'setMinLikeness'; readonly value: number }
	| { readonly type: 'toggle'; readonly id: number }
	/** Opens the image of a find. */
	| { readonly type: 'open'; readonly id: number }
	| { readonly type: 'add' }
	| { readonly type: 'stop' };

interface AlikeStart {
	readonly page: AlikePage;
	readonly pictures: readonly FindPicture[];
	readonly strings: AlikeStrings;
}

/** The page is there and asks for all. */
export const alikeReady = new RequestType0<AlikeStart, void>('alikeReady');
export const alikeAct = new NotificationType<AlikeAct>('alikeAct');
export const alikePageChanged = new NotificationType<AlikePage>('alikePageChanged');
/** Comes before the finds that they are of. */
export const alikePicturesFound = new NotificationType<readonly FindPicture[]>('alikePicturesFound');
