import { describe, expect, it } from 'vitest';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import { applyEdit, changeLevel, invertEdit } from '../../../../src/shared/annotations/annotationEdits';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import fc from '../../fastCheck';
import { box, imageSize } from '../../shared/annotations/annotationSets';
import { changed, dog, dogText, foreign, image, type Json, ladder, sidecar } from './sidecars';

describe('a sidecar of our own', () => {
	it('reads as what was written, unknown keys at every level included', () => {
		fc.assert(
			fc.property(sidecar, (one) => {
				expect(parseSidecar(serializeSidecar(one, image), image)).toEqual(one);
			}),
		);
	});

	it('is written again to the same bytes', () => {
		fc.assert(
			fc.property(sidecar, (one) => {
				const text = serializeSidecar(one, image);
				expect(serializeSidecar(parseSidecar(text), image)).toBe(text);
			}),
		);
	});

	it('is COCO with one annotation a line', () => {
		expect(dogText).toBe(`{
	"info": {"description":"Masks made with Strata","version":"1.0","strata":{"schema":1}},
	"images": [
		{"id":1,"file_name":"dog & Söhne.jpg","width":16,"height":12}
	],
	"categories": [
		{"id":1,"name":"dog","supercategory":"object"},
		{"id":2,"name":"head","supercategory":"part"}
	],
	"annotations": [
		{"id":1,"image_id":1,"category_id":1,"segmentation":{"size":[12,16],"counts":"${dog.set.annotations[0]!.segmentation.counts}"},"area":81,"bbox":[0,0,9,9],"iscrowd":0},
		{"id":2,"image_id":1,"category_id":2,"segmentation":{"size":[12,16],"counts":"=2:0k4"},"area":4,"bbox":[1,1,2,2],"iscrowd":0,"strata":{"level":1,"parent":1,"score":0.5,"prompts":[{"type":"point","x":1.5,"y":2,"positive":true}],"pack":"mobile-sam","ladder":[{"level":1,"segmentation":{"size":[12,16],"counts":"=2:0k4"},"score":0.5},{"level":2,"segmentation":{"size":[12,16],"counts":"04800000\`4"},"score":0.75}]}}
	]
}
`);
	});

	it('without annotations has empty lists', () => {
		expect(serializeSidecar(emptySidecar, image)).toMatch(/"categories": \[\],\n\t"annotations": \[\]\n}\n$/);
	});

	it('has scores of four decimals, and no NaN', () => {
		const annotations = [0.123456, Number.NaN].map((score, i) => ({
			...dog.set.annotations[0]!,
			id: i + 1,
			score,
		}));
		const text = serializeSidecar({ ...dog, set: { ...dog.set, annotations } }, image);
		expect(parseSidecar(text).set.annotations.map(({ score }) => score)).toEqual([0.1235, 0]);
	});

	it('names its image, whose name may have changed', () => {
		const read = parseSidecar(dogText, { fileName: 'renamed.jpg', ...imageSize });
		expect(read).toMatchObject({ image });
		expect(serializeSidecar(read, { fileName: 'renamed.jpg', ...imageSize })).toContain(
			'"file_name":"renamed.jpg"',
		);
	});

	it('may begin with a byte order mark and have any line ends', () => {
		expect(parseSidecar(`\uFEFF${dogText.replaceAll('\n', '\r\n')}`)).toEqual(parseSidecar(dogText));
	});

	it('keeps unknown keys of prompts and ladder steps', () => {
		const text = changed(({ annotations }) => {
			const strata = annotations![1]!.strata as { prompts: Json[]; ladder: Json[] };
			strata.prompts[0]!.pressure = 0.5;
			strata.ladder[1]!.stability = 0.9;
		});
		const again = serializeSidecar(parseSidecar(text), image);
		expect(again).toContain('"positive":true,"pressure":0.5}');
		expect(again).toContain('"score":0.75,"stability":0.9}');
	});

	it('has its areas, boxes and parents from its masks', () => {
		const text = changed(({ annotations }) => {
			annotations![0]!.area = 5;
			annotations![0]!.strata = { parent: 2 };
			annotations!.reverse();
		});
		expect(parseSidecar(text).set).toEqual(dog.set);
	});
});

describe("a COCO file of another tool's", () => {
	const read = parseSidecar(foreign);
	const text = serializeSidecar(read, { fileName: 'x.jpg', ...imageSize });
	const written = JSON.parse(text);

	it('shows each kind of segmentation as a mask', () => {
		const masks = read.set.annotations.map(({ id, segmentation, area, bbox }) => ({
			id,
			segmentation,
			area,
			bbox,
		}));
		expect(masks).toEqual([
			{ id: 9, segmentation: encodeRle(box(1, 0, 2, 12)), area: 24, bbox: [1, 0, 2, 12] },
			{ id: 70, segmentation: encodeRle(box(2, 2, 4, 4)), area: 16, bbox: [2, 2, 4, 4] },
			{ id: 71, segmentation: encodeRle(box(0, 0, 0, 0)), area: 0, bbox: [0, 0, 0, 0] },
		]);
	});

	it('gets the schema with its first save, and is then as stable as ours', () => {
		expect(written.info).toEqual({ strata: { schema: 1 } });
		expect(serializeSidecar(parseSidecar(text), { fileName: 'x.jpg', ...imageSize })).toBe(text);
		expect(parseSidecar(text)).toEqual({ ...read, rest: { ...read.rest } });
	});

	it('keeps its ids, supercategories, licences and unknown keys', () => {
		expect(written.images).toEqual([{ id: 397133, license: 4, file_name: 'x.jpg', ...imageSize }]);
		expect(written.licenses).toEqual([{ id: 4, name: 'CC0' }]);
		expect(written.categories).toEqual([
			{ id: 3, name: 'car', supercategory: 'object' },
			{ id: 18, name: 'dog', supercategory: 'animal', keypoints: ['nose'] },
		]);
	});

	it('keeps polygons and boxes as they were, and compresses run lengths', () => {
		const original = JSON.parse(foreign).annotations;
		expect(written.annotations).toEqual([
			{ ...original[1], segmentation: encodeRle(box(1, 0, 2, 12)) },
			original[0],
			{ ...original[2], iscrowd: 0 },
		]);
	});

	it('has a polygon replaced once its mask is another, and back again with undo', () => {
		const polygon = { ...read.set.annotations[1]!, ladder };
		const set = { ...read.set, annotations: [polygon] };
		const edit = changeLevel(set, 70, 2);
		const after = applyEdit(set, edit);
		const save = (now: AnnotationSet) =>
			JSON.parse(serializeSidecar({ ...read, set: now }, { fileName: 'x.jpg', ...imageSize })).annotations[0];
		expect(save(after)).toMatchObject({
			segmentation: encodeRle(box(0, 0, 4, 4)),
			area: 16,
			bbox: [0, 0, 4, 4],
		});
		expect(save(applyEdit(after, invertEdit(edit)))).toMatchObject({
			segmentation: [[2, 2, 6, 2, 6, 6, 2, 6]],
			area: 16.5,
		});
	});
});
