/** Bytes as people read them: “0.4 MB”, “58 MB”. */
export function megabytes(bytes: number): string {
	return `${megabyteNumber(bytes)} MB`;
}

/** Progress as people read it: “5.0 of 58 MB”, or “5.0 MB” where the total is unknown. */
export function megabytesOf(done: number, total: number | undefined): string {
	return total === undefined ? megabytes(done) : `${megabyteNumber(done)} of ${megabytes(total)}`;
}

function megabyteNumber(bytes: number): string {
	return bytes < 1e7 ? (bytes / 1e6).toFixed(1) : String(Math.round(bytes / 1e6));
}
