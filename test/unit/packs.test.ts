import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userCacheFolder, userPacksFolder } from '../../src/node/userFolders';
import { mirrorUrl } from '../../src/packs/download/mirrorUrl';
import { packManifest, parseManifest } from '../../src/packs/manifest/packManifest';

describe('a mirror', () => {
	const address = 'https://huggingface.co/someone/model/resolve/main/encoder.onnx?download=true';

	it('stands in for the host, with a path of its own in front', () => {
		expect(mirrorUrl(address, '')).toBe(address);
		expect(mirrorUrl(address, 'https://mirror.example')).toBe(
			'https://mirror.example/someone/model/resolve/main/encoder.onnx?download=true',
		);
		expect(mirrorUrl(address, 'http://10.0.0.1:8080/models/')).toBe(
			'http://10.0.0.1:8080/models/someone/model/resolve/main/encoder.onnx?download=true',
		);
	});

	it('of several hosts can tell them apart', () => {
		expect(mirrorUrl(address, 'https://cache.example/{host}')).toBe(
			'https://cache.example/huggingface.co/someone/model/resolve/main/encoder.onnx?download=true',
		);
	});

	it.each(['mirror.example', 'ftp://mirror.example', 'https://', 'file:///tmp'])('is not %j', (mirror) => {
		expect(() => mirrorUrl(address, mirror)).toThrow('is not an address such as');
	});
});

describe('the user’s folders', () => {
	afterEach(() => vi.unstubAllEnvs());

	it('follow the system’s conventions, or $STRATA_PACKS', () => {
		vi.stubEnv('STRATA_PACKS', '');
		expect(userPacksFolder()).toMatch(/strata.*packs$/);
		expect(path.isAbsolute(userPacksFolder())).toBe(true);
		vi.stubEnv('STRATA_PACKS', 'packs');
		expect(userPacksFolder()).toBe(path.resolve('packs'));
	});

	it.runIf(process.platform === 'linux')('follow XDG on Linux', () => {
		vi.stubEnv('STRATA_PACKS', '');
		vi.stubEnv('XDG_DATA_HOME', '/data');
		vi.stubEnv('XDG_CACHE_HOME', '/cache');
		expect([userPacksFolder(), userCacheFolder()]).toEqual(['/data/strata/packs', '/cache/strata']);
	});
});

describe('a manifest made for version 0.1', () => {
	const manifest = {
		...{ id: 'mine', name: 'Mine', family: 'sam', licence: 'MIT', source: 'me' },
		encoder: { file: 'encoder.onnx', sha256: 'a'.repeat(64) },
		decoder: { file: 'decoder.onnx', sha256: 'b'.repeat(64) },
	};

	it('is read by the names that its keys had', () => {
		const old = {
			...manifest,
			decoder: { ...manifest.decoder, mostPoints: 5 },
			sure: { score: 0.2, stability: 0.9 },
		};
		const read = parseManifest(JSON.stringify(old), 'pack.json', packManifest);
		expect(read.everything).toEqual({ minScore: 0.2, minStability: 0.9 });
		expect(read.decoder).toMatchObject({ maxPoints: 5 });
		expect(read).not.toHaveProperty('sure');
	});

	it('is refused with the place where such a key holds nonsense', () => {
		const old = { ...manifest, sure: { score: 2, stability: 0.9 } };
		expect(() => parseManifest(JSON.stringify(old), 'pack.json', packManifest)).toThrow(
			/everything\.minScore/,
		);
	});
});
