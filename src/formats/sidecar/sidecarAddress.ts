/** What a sidecar's name adds to its image's. */
export const sidecarSuffix = '.strata.json';

/** The parts of an address that say where a file is; VS Code's `Uri` has them. */
export interface Address {
	readonly scheme: string;
	readonly path: string;
	readonly query: string;
}

/** Where an image's sidecar is: beside it; for an image as a commit has it, in the same commit. */
export function sidecarAddress({ scheme, path, query }: Address): Pick<Address, 'path' | 'query'> {
	const beside = { path: path + sidecarSuffix, query };
	if (scheme !== 'git') return beside;
	// Git's file system reads the path from the query.
	const named: unknown = JSON.parse(query);
	if (typeof named !== 'object' || named === null || !('path' in named)) return beside;
	return { ...beside, query: JSON.stringify({ ...named, path: `${named.path}${sidecarSuffix}` }) };
}

/**
 * Why nothing can be saved beside an image, as a sentence; undefined where it can.
 *
 * @param isWritable what VS Code knows of the scheme's file system; undefined: nothing
 */
export function unwritableReason(scheme: string, isWritable: boolean | undefined): string | undefined {
	if (scheme === 'git')
		return 'This is the image as a commit has it: its masks can be looked at, not changed.';
	if (scheme === 'untitled') {
		return 'Expected an image file but this one has never been saved. Save it first, then open it again.';
	}
	if (isWritable === false) {
		return `Expected a place that can be written to but “${scheme}:” is read-only: masks can be looked at, not saved.`;
	}
	return undefined;
}
