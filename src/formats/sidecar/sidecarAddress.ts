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

/** Where nothing can be saved beside an image: in a commit, in an editor without a file, on a read-only file system. */
export type ReadOnlyPlace = 'commit' | 'untitled' | 'fileSystem';

/**
 * Why nothing can be saved beside an image; undefined where it can.
 *
 * @param isWritable what VS Code knows of the scheme's file system; undefined: nothing
 */
export function readOnlyPlace(scheme: string, isWritable: boolean | undefined): ReadOnlyPlace | undefined {
	if (scheme === 'git') return 'commit';
	if (scheme === 'untitled') return 'untitled';
	return isWritable === false ? 'fileSystem' : undefined;
}
