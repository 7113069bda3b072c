import { describe, expect, it } from 'vitest';
import { guardedFetch, isPublicHttps } from '../../src/packs/download/guardedFetch';
import type { Fetch } from '../../src/packs/download/requestRest';

/** A network of redirects: what leads nowhere answers 200. */
function network(redirects: Readonly<Record<string, string>>) {
	const asked: string[] = [];
	const fetch: Fetch = async (input) => {
		const url = String(input);
		asked.push(url);
		const location = redirects[url];
		return location === undefined
			? new Response('model')
			: new Response(null, { status: 302, headers: { location } });
	};
	return { asked, fetch };
}

describe('a download', () => {
	it.each(['https://huggingface.co/model.onnx', 'https://8.8.8.8/a', 'https://[2606:4700::1111]/a'])(
		'may come from %s',
		(url) => expect(isPublicHttps(new URL(url))).toBe(true),
	);

	it.each([
		'http://huggingface.co/model.onnx',
		'file:///etc/passwd',
		'https://localhost/a',
		'https://127.1/a',
		'https://0x7f000001/a',
		'https://10.0.0.1/a',
		'https://172.31.255.255/a',
		'https://192.168.1.1/a',
		'https://169.254.169.254/latest/meta-data',
		'https://100.100.100.200/a',
		'https://0.0.0.0/a',
		'https://[::1]/a',
		'https://[::ffff:127.0.0.1]/a',
		'https://[64:ff9b::a00:1]/a',
		'https://[fe80::1]/a',
		'https://[fd00::1]/a',
		'https://printer.local/a',
		'https://metadata.google.internal./a',
		'https://intranet/a',
	])('does not come from %s', (url) => expect(isPublicHttps(new URL(url))).toBe(false));

	it('follows redirects to public hosts', async () => {
		const { asked, fetch } = network({
			'https://a.example/m': 'https://cdn.example/1',
			'https://cdn.example/1': '/2',
		});
		const response = await guardedFetch(fetch, '')('https://a.example/m');
		expect(await response.text()).toBe('model');
		expect(asked).toEqual(['https://a.example/m', 'https://cdn.example/1', 'https://cdn.example/2']);
	});

	it.each([
		'http://127.0.0.1:8080/admin',
		'https://192.168.0.1/',
		'http://cdn.example/',
		'file:///etc/passwd',
	])('is not redirected to %s', async (target) => {
		const { asked, fetch } = network({ 'https://a.example/m': target });
		await expect(guardedFetch(fetch, '')('https://a.example/m')).rejects.toThrow(
			/^a\.example redirects to .*, which is not a public https address, so nothing was downloaded\./,
		);
		expect(asked).toHaveLength(1);
	});

	it('from the user’s mirror may be on the user’s network, but not redirect to another place there', async () => {
		const mirror = 'http://10.0.0.1:8080';
		const { asked, fetch } = network({
			'http://10.0.0.1:8080/m': '/other',
			'http://10.0.0.1:8080/n': 'http://10.0.0.1:9090/admin',
		});
		await guardedFetch(fetch, mirror)('http://10.0.0.1:8080/m');
		await expect(guardedFetch(fetch, mirror)('http://10.0.0.1:8080/n')).rejects.toThrow('not a public https');
		await expect(guardedFetch(fetch, '')('http://10.0.0.1:8080/m')).rejects.toThrow('not a public https');
		expect(asked).toEqual(['http://10.0.0.1:8080/m', 'http://10.0.0.1:8080/other', 'http://10.0.0.1:8080/n']);
	});

	it('that is redirected in a circle ends', async () => {
		const { asked, fetch } = network({ 'https://a.example/m': 'https://a.example/m' });
		await expect(guardedFetch(fetch, '')('https://a.example/m')).rejects.toThrow(
			'redirects more than 5 times',
		);
		expect(asked).toHaveLength(6);
	});
});
