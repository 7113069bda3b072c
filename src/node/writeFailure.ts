const reasons: Readonly<Record<string, string>> = {
	EACCES:
		'the file or its folder is read-only. Make it writable and save again, or save a copy elsewhere (Save As…)',
	EPERM:
		'the file or its folder is read-only. Make it writable and save again, or save a copy elsewhere (Save As…)',
	EROFS: 'the disk is read-only. Save a copy elsewhere (Save As…)',
	ENOSPC: 'the disk is full. Free some space and save again',
	EDQUOT: 'your disk quota is used up. Free some space and save again',
	ENOENT: 'its folder is gone. Make the folder again, or save a copy elsewhere (Save As…)',
};

/** Why a file could not be written, as a sentence that says what to do. What was on disk before is still there. */
export function writeFailure(fileName: string, error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	const why = reasons[code] ?? (error instanceof Error ? error.message : String(error));
	return `Expected to write ${fileName} but ${why}. Nothing is lost: your masks are still open.`;
}
