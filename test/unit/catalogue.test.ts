import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clipManifest } from '../../src/inference/model/clip/clipManifest';
import { inpaintManifest } from '../../src/inference/model/inpaint/inpaintManifest';
import { readCatalogue, sizeOf, sizeText, unverifiedFiles } from '../../src/packs/install/catalogue';
import { clipFamily } from '../../src/packs/manifest/clipFamily';
import { inpaintFamily } from '../../src/packs/manifest/inpaintFamily';

const models = path.resolve(import.meta.dirname, '../../models');
const entries = await readCatalogue(path.join(models, 'catalogue.json'));

describe('the catalogue', () => {
	it('has each pack once, with its licence, its source and its addresses', () => {
		expect(entries.length).toBeGreaterThan(0);
		expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
		expect(entries.map(({ id }) => id)).not.toContain('mobile-sam');
		for (const { files } of entries) {
			expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
			for (const { url } of files) expect(new URL(url).protocol).toBe('https:');
		}
	});

	it('says of packs that fill places all that their files do not, with their checksums', () => {
		const fillers = entries.filter(({ manifest }) => manifest.family === inpaintFamily);
		expect(fillers.length).toBeGreaterThan(0);
		for (const entry of fillers) {
			expect(unverifiedFiles(entry)).toEqual([]);
			const { files, manifest, ...named } = entry;
			const [{ file, sha256 }] = files as [(typeof files)[number]];
			const inpaint = { ...(manifest.inpaint as object), sha256 };
			expect(inpaintManifest.parse({ ...named, ...manifest, inpaint }).inpaint.file).toBe(file);
		}
	});

	it('says of packs that compare masks with words all that their files do not', () => {
		const pairs = entries.filter(({ manifest }) => manifest.family === clipFamily);
		expect(pairs.map(({ id }) => id)).toEqual(['openclip-vit-b-32', 'siglip-base-patch16-224']);
		for (const entry of pairs) {
			const { files, manifest, ...named } = entry;
			expect(unverifiedFiles(entry).filter((file) => file !== 'tokenizer.json')).toEqual([]);
			const checked = (part: unknown) => ({ ...(part as object), sha256: '0'.repeat(64) });
			const { imageEncoder, textEncoder, tokenizer } = clipManifest.parse({
				...named,
				...manifest,
				imageEncoder: checked(manifest.imageEncoder),
				textEncoder: checked(manifest.textEncoder),
				tokenizer: checked(manifest.tokenizer),
			});
			const used = [imageEncoder.file, textEncoder.file, tokenizer.file];
			expect(used).toEqual(files.map(({ file }) => file));
		}
	});

	it('tells what is rounded from what is exact, and what nobody vouches for', () => {
		const [exact, rounded] = ['edge-sam-3x', 'sam-hq-vit-b'].map(
			(id) => entries.find((one) => one.id === id)!,
		);
		expect([sizeOf(exact!), sizeText(exact!)]).toEqual([22098300 + 15937006, '38 MB']);
		expect(sizeText(rounded!)).toBe('about 380 MB');
		expect(unverifiedFiles(exact!)).toEqual([]);
		expect(unverifiedFiles(rounded!)).toEqual(['encoder.onnx', 'decoder.onnx']);
		expect(sizeText({ ...rounded!, megabytes: undefined })).toBeUndefined();
	});
});
