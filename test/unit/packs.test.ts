import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mirrored } from '../../src/packs/download/mirror';
import { userPacksFolder } from '../../src/packs/install/packFolders';

describe('a mirror', () => {
	const address = 'https://huggingface.co/someone/model/resolve/main/encoder.onnx?download=true';

	it('stands in for the host, with a path of its own in front', () => {
		expect(mirrored(address, '')).toBe(address);
		expect(mirrored(address, 'https://mirror.example')).toBe(
			'https://mirror.example/someone/model/resolve/main/encoder.onnx?download=true',
		);
		expect(mirrored(address, 'http://10.0.0.1:8080/models/')).toBe(
			'http://10.0.0.1:8080/models/someone/model/resolve/main/encoder.onnx?download=true',
		);
	});

	it('of several hosts can tell them apart', () => {
		expect(mirrored(address, 'https://cache.example/{host}')).toBe(
			'https://cache.example/huggingface.co/someone/model/resolve/main/encoder.onnx?download=true',
		);
	});

	it.each(['mirror.example', 'ftp://mirror.example', 'https://', 'file:///tmp'])('is not %j', (mirror) => {
		expect(() => mirrored(address, mirror)).toThrow('Expected the mirror to be an address such as');
	});
});

describe('the folder of the user’s packs', () => {
	it('is where the system keeps data, or where $STRATA_PACKS says', () => {
		expect(userPacksFolder({ XDG_DATA_HOME: '/data' }, 'linux')).toBe(path.join('/data', 'strata', 'packs'));
		expect(userPacksFolder({}, 'linux')).toMatch(/\.local.share.strata.packs$/);
		expect(userPacksFolder({}, 'darwin')).toMatch(/Library.Application Support.strata.packs$/);
		expect(userPacksFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(path.join('/local', 'strata', 'packs'));
		expect(userPacksFolder({ STRATA_PACKS: '/packs', XDG_DATA_HOME: '/data' }, 'linux')).toBe(
			path.resolve('/packs'),
		);
	});
});
