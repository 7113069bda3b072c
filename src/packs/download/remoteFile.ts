export type Fetch = typeof globalThis.fetch;

export interface RemoteFile {
	readonly url: string;
	/** Exactly; absent where nobody has said. */
	readonly bytes?: number | undefined;
	/** Hex; absent where nobody has said. */
	readonly sha256?: string | undefined;
}

export interface DownloadOptions {
	readonly fetch: Fetch;
	readonly signal: AbortSignal;
	/** Bytes that are there, of how many (where that is known). */
	onProgress?(received: number, total: number | undefined): void;
	/** So many times in a row without a byte, and it is given up. */
	readonly attempts?: number;
	/** So long without a byte, in milliseconds, is a connection that broke. */
	readonly stallMs?: number;
	/** Before the second attempt, in milliseconds; doubled for each further one. */
	readonly pauseMs?: number;
}
