import { describe, expect, it } from 'vitest';
import { readOnlyPlace, sidecarAddress } from '../../../../src/formats/sidecar/sidecarAddress';

describe('where a sidecar is', () => {
	it('is beside the image', () => {
		const address = { scheme: 'file', path: '/photos/a.jpg', query: '' };
		expect(sidecarAddress(address)).toEqual({ path: '/photos/a.jpg.strata.json', query: '' });
	});

	it('is in the same commit for an image of the git: scheme, whose query names path and commit', () => {
		const query = JSON.stringify({ path: '/photos/a.jpg', ref: 'HEAD~2' });
		const { path, query: found } = sidecarAddress({ scheme: 'git', path: '/photos/a.jpg', query });
		expect(path).toBe('/photos/a.jpg.strata.json');
		expect(JSON.parse(found)).toEqual({ path: '/photos/a.jpg.strata.json', ref: 'HEAD~2' });
	});
});

describe('why nothing can be saved', () => {
	it.each([
		['git', true, 'commit'],
		['untitled', true, 'untitled'],
		['zip', false, 'fileSystem'],
	])('is said for %s:', (scheme, isWritable, place) => {
		expect(readOnlyPlace(scheme, isWritable)).toBe(place);
	});

	it('is nothing for a file, or for a file system that VS Code does not know', () => {
		expect(readOnlyPlace('file', true)).toBeUndefined();
		expect(readOnlyPlace('vscode-remote', undefined)).toBeUndefined();
	});
});
