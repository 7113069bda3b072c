import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/packs/install/catalogue';

const root = path.resolve(import.meta.dirname, '../..');

/** Every host that the product can contact, and then only when the user installs a model. */
const contacted = ['github.com', 'huggingface.co'];

/** What can open a connection; each is used in the files named here, and nowhere else. */
const networkUses: Readonly<Record<string, { readonly pattern: RegExp; readonly files: readonly string[] }>> =
	{
		fetch: {
			pattern: /\bfetch\b/,
			files: [
				'src/packs/download/guardedFetch.ts',
				'src/packs/download/requestRest.ts',
				'src/packs/install/installPack.ts',
				'src/editor/packs/installModelPack.ts',
				'src/cli/packInstall.ts',
				'src/cli/proxyFetch.ts',
			],
		},
		'modules and objects of the network': {
			pattern:
				/from '(node:)?(https?|http2|net|tls|dgram|dns)(\/promises)?'|\b(WebSocket|XMLHttpRequest|EventSource|sendBeacon|RTCPeerConnection)\b/,
			// Reads numbers in addresses.
			files: ['src/packs/download/guardedFetch.ts'],
		},
	};

async function sources(folder: string): Promise<{ readonly file: string; readonly text: string }[]> {
	const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile() && /\.ts$/.test(entry.name))
		.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
	return Promise.all(
		files.map(async (file) => ({ file, text: await readFile(path.join(root, file), 'utf8') })),
	);
}

/** The code without its comments, which may talk of anything. */
const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');

describe('no packet without being asked', () => {
	it('the hosts that the catalogue names are known', async () => {
		const entries = await readCatalogue(path.join(root, 'models/catalogue.json'));
		const hosts = entries.flatMap(({ files }) => files.map(({ url }) => new URL(url).hostname));
		expect([...new Set(hosts)].sort()).toEqual(contacted);
	});

	it.each(Object.entries(networkUses))(
		'%s: only where a model is installed',
		async (_, { pattern, files }) => {
			const all = [...(await sources('src')), ...(await sources('webview'))];
			const found = all.filter(({ text }) => pattern.test(code(text))).map(({ file }) => file);
			expect(found.filter((file) => !files.includes(file))).toEqual([]);
		},
	);

	it('VS Code is not asked to open or send anything either', async () => {
		const direct = /\benv\.(openExternal|createTelemetryLogger)\b|createTelemetryLogger/;
		const found = (await sources('src/editor')).filter(({ text }) => direct.test(code(text)));
		expect(found.map(({ file }) => file)).toEqual([]);
	});
});
