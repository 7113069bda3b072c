import { describe, expect, it } from 'vitest';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { changed, image } from './sidecars';

const blur = { id: 1, of: { annotations: [1] }, edit: { type: 'blur', sigma: 12, softness: 2 } };
const newer = { id: 2, of: 'all', edit: { type: 'sharpen', amount: 3 } };
const otherSize = { id: 3, of: { segmentation: { size: [3, 3], counts: '09' } }, edit: blur.edit };

const withStrata = (strata: unknown) => changed((json) => Object.assign(json, { strata }));
const read = (edits: unknown) => parseSidecar(withStrata({ edits, theirs: true }));

describe('the edits of an image in its sidecar', () => {
	it('are read and written, one a line', () => {
		const sidecar = read([blur, { ...blur, id: 2, off: true }]);
		expect(sidecar.set.imageEdits).toHaveLength(2);
		const text = serializeSidecar(sidecar, image);
		expect(text).toContain(`\t\t"edits": [\n\t\t\t${JSON.stringify(blur)},\n`);
		expect(parseSidecar(text)).toEqual(sidecar);
	});

	it('are kept as they are, and not applied, where this version cannot read them', () => {
		const sidecar = read([newer, blur, otherSize, blur]);
		expect(sidecar.set.imageEdits).toEqual([blur]);
		const { strata } = JSON.parse(serializeSidecar(sidecar, image));
		expect(strata).toEqual({ edits: [blur, newer, otherSize, blur], theirs: true });
	});

	it('are a list, or the file is refused with the place', () => {
		expect(() => read('blur')).toThrow('strata.edits is "blur" but should be a list');
		expect(() => parseSidecar(withStrata(7))).toThrow('strata is 7 but should be an object');
	});
});
