import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode as decodeRlePack } from '@thi.ng/rle-pack';
import { unzipSync } from 'fflate';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { fillPolygons } from '../../../src/shared/mask/polygonFill';
import { fromBitmap, type RunLengths, toBitmap } from '../../../src/shared/mask/runLengths';
import { xor } from '../../../src/shared/mask/setOperations';
import { datasetOf } from '../dataset/datasets';
import { cab, categories, drawn, frame, image, pair, size, written } from './truckDataset';

/** The pixels where a decoder sees a value. */
const where = (isInside: (at: number) => boolean) => drawn((x, y) => isInside(y * size.width + x));

describe('COCO', () => {
	it('has the run lengths of the reference code for the same mask', async () => {
		await written('coco', async ({ file, losses }) => {
			const json = JSON.parse(String(await file('annotations/instances_val.json')));
			expect(json.images).toEqual([{ id: 1, file_name: 'sub/truck.png', ...size }]);
			expect(json.annotations[0].segmentation).toEqual({
				size: [12, 20],
				counts: referenceCounts(runsOf(frame)),
			});
			expect(json.annotations.map((one: { iscrowd: number }) => one.iscrowd)).toEqual([0, 0, 0]);
			expect(losses.isEmpty).toBe(true);
		});
	});

	it('bridges holes as polygons, and says how many', async () => {
		await written(
			'coco',
			async ({ file, losses }) => {
				const json = JSON.parse(String(await file('annotations/instances_val.json')));
				expect(json.annotations.map((one: { segmentation: number[][] }) => one.segmentation.length)).toEqual([
					1, 1, 2,
				]);
				expect(fillPolygons(json.annotations[0].segmentation, 20, 12)).toEqual(frame);
				expect(losses.toJSON()).toEqual({ holesBridged: 1 });
				expect(losses.sentences()[0]).toMatch(/^1 hole was bridged/);
			},
			{ variant: 'polygon' },
		);
	});

	it('has fewer corners where simplification was asked for, and says so', async () => {
		const disc = drawn((x, y) => (x - 9) ** 2 + (y - 5) ** 2 < 25);
		const source = datasetOf(categories, [
			{ ...image, annotations: [{ category: categories[0]!, mask: disc }] },
		]);
		const corners: number[] = [];
		for (const simplify of [0, 1]) {
			await written(
				'coco',
				async ({ file, losses }) => {
					const json = JSON.parse(String(await file('annotations/instances_val.json')));
					corners.push(json.annotations[0].segmentation[0].length);
					expect(losses.toJSON()).toEqual(simplify === 0 ? {} : { outlinesSimplified: 1 });
				},
				{ variant: 'polygon', source, simplify },
			);
		}
		expect(corners[1]).toBeLessThan(corners[0]! / 2);
	});
});

describe('YOLO', () => {
	it('is read by a reader of 20 lines', async () => {
		await written('yolo', async ({ file, losses }) => {
			const yaml = String(await file('data.yaml'));
			const names = [...yaml.matchAll(/^ {2}"?(\d+)"?: (.*)$/gm)].map(([, number, name]) => [
				Number(number),
				name,
			]);
			expect(names).toEqual([
				[0, 'truck'],
				[1, 'pair & co'],
				[2, 'cab'],
			]);
			expect(yaml).toMatch(/^val: images\/val$/m);
			const rows = String(await file('labels/val/sub/truck.txt'))
				.trim()
				.split('\n');
			const masks = rows.map((row) => {
				const [, ...values] = row.split(' ').map(Number);
				const polygon = values.map((value, i) => value * (i % 2 === 0 ? size.width : size.height));
				expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
				return evenOdd(polygon);
			});
			expect(rows.map((row) => row.split(' ')[0])).toEqual(['0', '2', '1']);
			expect(masks).toEqual([frame, cab, pair]);
			expect((await sharp(await file('images/val/sub/truck.png')).metadata()).width).toBe(20);
			expect(losses.toJSON()).toEqual({ kindsMerged: 1, details: 2, holesBridged: 1, piecesJoined: 1 });
		});
	});

	it('has centre and size of boxes for detection', async () => {
		await written(
			'yolo',
			async ({ file, losses }) => {
				const rows = String(await file('labels/val/sub/truck.txt'))
					.trim()
					.split('\n');
				expect(rows[0]).toBe('0 0.3 0.5 0.5 0.83333333');
				expect(losses.toJSON()).toMatchObject({ masksToBoxes: 2 });
			},
			{ variant: 'detect' },
		);
	});
});

/** Fills a polygon by crossing counts at pixel centres, each pixel by itself. */
function evenOdd(polygon: readonly number[]): RunLengths {
	return drawn((column, row) => {
		const [x, y] = [column + 0.5, row + 0.5];
		let isInside = false;
		for (let i = 0; i < polygon.length; i += 2) {
			const [x0, y0] = [polygon[i]!, polygon[i + 1]!];
			const [x1, y1] = [polygon[(i + 2) % polygon.length]!, polygon[(i + 3) % polygon.length]!];
			if (y0 > y !== y1 > y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) isInside = !isInside;
		}
		return isInside;
	});
}

/** Runs of a mask column by column, zeros first, counted pixel by pixel. */
function runsOf(mask: RunLengths): number[] {
	const bitmap = toBitmap(mask);
	const runs = [0];
	let value = 0;
	for (let x = 0; x < mask.width; x++) {
		for (let y = 0; y < mask.height; y++) {
			const pixel = bitmap[y * mask.width + x]!;
			if (pixel !== value) runs.push(0);
			value = pixel;
			runs[runs.length - 1]!++;
		}
	}
	return runs;
}

/** rleToString of the reference maskApi, statement by statement. */
function referenceCounts(runs: readonly number[]): string {
	let text = '';
	for (let i = 0; i < runs.length; i++) {
		let x = runs[i]!;
		if (i > 2) x -= runs[i - 2]!;
		for (let more = true; more; ) {
			let c = x & 0x1f;
			x >>= 5;
			more = c & 0x10 ? x !== -1 : x !== 0;
			if (more) c |= 0x20;
			text += String.fromCharCode(c + 48);
		}
	}
	return text;
}

describe('PNG formats, decoded by pngjs and by sharp', () => {
	it('Pascal VOC: indexed by class and by object, with the palette of the challenge', async () => {
		await written('voc', async ({ file, losses }) => {
			const bytes = await file('SegmentationClass/sub/truck.png');
			// Colour type 3 is indexed.
			expect(bytes[25]).toBe(3);
			const classes = PNG.sync.read(bytes);
			const colour = (at: number) => [...classes.data.subarray(4 * at, 4 * at + 3)].join();
			// Classes 1, 2 and 3 of the challenge are maroon, green and olive.
			expect(where((at) => colour(at) === '128,0,0')).toEqual(xor(frame, cab));
			expect(where((at) => colour(at) === '0,128,0')).toEqual(pair);
			expect(where((at) => colour(at) === '128,128,0')).toEqual(cab);
			const objects = await sharp(await file('SegmentationObject/sub/truck.png'))
				.removeAlpha()
				.raw()
				.toBuffer();
			expect(
				new Set(Array.from({ length: 240 }, (_, i) => objects.subarray(3 * i, 3 * i + 3).join())).size,
			).toBe(4);
			const xml = String(await file('Annotations/sub/truck.xml'));
			expect(xml).toContain('<name>pair &amp; co</name>');
			expect(xml).toMatch(/<xmin>2<\/xmin>\s*<ymin>2<\/ymin>\s*<xmax>11<\/xmax>\s*<ymax>11<\/ymax>/);
			expect(String(await file('ImageSets/Segmentation/val.txt'))).toBe('sub/truck\n');
			expect(losses.toJSON()).toEqual({ kindsMerged: 1, details: 2, overlapsCut: 1 });
		});
	});

	it('COCO panoptic: numbers as colours', async () => {
		await written('coco-panoptic', async ({ file }) => {
			const json = JSON.parse(String(await file('panoptic_val.json')));
			const { data } = PNG.sync.read(await file('panoptic_val/sub/truck.png'));
			const [annotation] = json.annotations;
			expect(annotation.segments_info.map((one: { category_id: number }) => one.category_id)).toEqual([
				1, 2, 3,
			]);
			const masks = annotation.segments_info.map(({ id }: { id: number }) =>
				where((at) => data[4 * at]! + 256 * data[4 * at + 1]! + 65_536 * data[4 * at + 2]! === id),
			);
			expect(masks).toEqual([xor(frame, cab), pair, cab]);
		});
	});

	it('joins stuff of one category to one segment', async () => {
		const source = datasetOf(
			[{ name: 'sky', kind: 'object', isStuff: true }],
			[
				{
					...image,
					annotations: [frame, pair].map((mask) => ({
						category: { name: 'sky', kind: 'object' as const },
						mask,
					})),
				},
			],
		);
		await written(
			'coco-panoptic',
			async ({ file, losses }) => {
				const json = JSON.parse(String(await file('panoptic_val.json')));
				expect(json.categories[0].isthing).toBe(0);
				expect(json.annotations[0].segments_info).toMatchObject([{ area: 91 + 18 }]);
				expect(losses.isEmpty).toBe(true);
			},
			{ source },
		);
	});

	it('label maps: semantic, instance, parts, levels and masks', async () => {
		const grey = async (bytes: Buffer) => {
			const { data } = PNG.sync.read(bytes);
			return (value: number) =>
				where((at) => data[4 * at] === vocRed(value) && data[4 * at + 1] === vocGreen(value));
		};
		await written('png', async ({ file }) => {
			const of = await grey(await file('sub/truck.png'));
			expect([of(1), of(2), of(3)]).toEqual([xor(frame, cab), pair, cab]);
			expect(JSON.parse(String(await file('categories.json')))[2]).toMatchObject({
				value: 3,
				name: 'cab',
				kind: 'part',
			});
		});
		await written(
			'png',
			async ({ file, losses }) => {
				const objects = await grey(await file('sub/truck_objects.png'));
				const parts = await grey(await file('sub/truck_parts.png'));
				// A part does not cover its whole here.
				expect([objects(1), objects(2), parts(1)]).toEqual([frame, pair, cab]);
				expect(losses.toJSON()).not.toHaveProperty('overlapsCut');
			},
			{ variant: 'parts' },
		);
		await written(
			'png',
			async ({ file }) => {
				expect((await grey(await file('sub/truck_level4.png')))(1)).toEqual(frame);
				expect((await grey(await file('sub/truck_level1.png')))(3)).toEqual(cab);
				expect((await grey(await file('sub/truck_level0.png')))(2)).toEqual(pair);
			},
			{ variant: 'levels' },
		);
		await written(
			'png',
			async ({ file }) => {
				const { segments } = JSON.parse(String(await file('sub/truck_masks.json')));
				for (const [i, mask] of [frame, cab, pair].entries()) {
					const { data } = PNG.sync.read(await file(`sub/${segments[i].file}`));
					expect(where((at) => data[4 * at] === 255)).toEqual(mask);
				}
			},
			{ variant: 'masks' },
		);
	});

	it('Cityscapes style: 16 bits of label and instance', async () => {
		await written('cityscapes', async ({ file }) => {
			const base = 'gtFine/val/sub/truck_gtFine';
			const instances = await sharp(await file(`${base}_instanceIds.png`))
				.toColourspace('grey16')
				.raw({ depth: 'ushort' })
				.toBuffer();
			const values = new Uint16Array(instances.buffer, instances.byteOffset, 240);
			expect([1000, 2000, 3000].map((value) => where((at) => values[at] === value))).toEqual([
				xor(frame, cab),
				pair,
				cab,
			]);
			const labels = PNG.sync.read(await file(`${base}_labelIds.png`));
			expect(where((at) => labels.data[4 * at] === 2)).toEqual(pair);
			const polygons = JSON.parse(String(await file(`${base}_polygons.json`)));
			expect(polygons).toMatchObject({ imgHeight: 12, imgWidth: 20 });
		});
	});

	it('ADE20K style: objects and parts in two PNGs', async () => {
		await written('ade20k', async ({ file }) => {
			const objects = PNG.sync.read(await file('images/val/sub/truck_seg.png')).data;
			const parts = PNG.sync.read(await file('images/val/sub/truck_parts_1.png')).data;
			const classOf = (data: Buffer, at: number) => (data[4 * at]! / 10) * 256 + data[4 * at + 1]!;
			expect(where((at) => classOf(objects, at) === 1)).toEqual(frame);
			expect(where((at) => classOf(objects, at) === 2)).toEqual(pair);
			expect(where((at) => classOf(parts, at) === 3 && parts[4 * at + 2] === 1)).toEqual(cab);
		});
	});
});

const vocRed = (value: number) => (value & 1) * 128;
const vocGreen = (value: number) => ((value >> 1) & 1) * 128;

describe('outline formats', () => {
	it('SVG is drawn by librsvg as the masks are', async () => {
		await written('svg', async ({ file }) => {
			const text = String(await file('sub/truck.svg'));
			expect(text).toContain('data-category="pair &amp; co"');
			const drawing = text
				.replace(/<image [^>]*>(<\/image>)?/, '')
				.replaceAll(/fill="rgb[^"]*"/g, 'fill="white"')
				.replace('fill-opacity="0.5"', '');
			const { data, info } = await sharp(Buffer.from(drawing))
				.removeAlpha()
				.raw()
				.toBuffer({ resolveWithObject: true });
			expect(where((at) => data[at * info.channels] === 255)).toEqual(xor(frame, pair));
		});
	});

	it('GeoJSON has closed rings, holes of their own, and both pieces', async () => {
		await written('geojson', async ({ file, losses }) => {
			const { features } = JSON.parse(String(await file('sub/truck.geojson')));
			expect(features.map(({ geometry }: { geometry: { type: string } }) => geometry.type)).toEqual([
				'Polygon',
				'Polygon',
				'MultiPolygon',
			]);
			const rings: number[][][] = features[0].geometry.coordinates;
			expect(rings).toHaveLength(2);
			for (const ring of rings) expect(ring[0]).toEqual(ring.at(-1));
			const [outer, hole] = rings.map((ring) => evenOdd(ring.slice(0, -1).flat()));
			expect(xor(outer!, hole!)).toEqual(frame);
			expect(features[2].properties.classification.name).toBe('pair & co');
			expect(losses.toJSON()).toEqual({ splitsDropped: 1 });
		});
	});

	it('ImageJ ROIs: an outline, and composite shapes for holes and pieces', async () => {
		await written('imagej-roi', async ({ file }) => {
			const entries = Object.entries(unzipSync(await file('sub/truck_rois.zip')));
			expect(entries.map(([name]) => name)).toEqual(['0001 truck.roi', '0002 cab.roi', '0003 pair & co.roi']);
			expect(entries.map(([, bytes]) => readRoi(bytes))).toEqual([
				{ name: '0001 truck', mask: frame },
				{ name: '0002 cab', mask: cab },
				{ name: '0003 pair & co', mask: pair },
			]);
		});
	});
});

/** What ImageJ's RoiDecoder reads of a file, as far as these have it. */
function readRoi(bytes: Uint8Array): { readonly name: string; readonly mask: RunLengths } {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	expect(String.fromCharCode(...bytes.subarray(0, 4))).toBe('Iout');
	const [top, left] = [view.getInt16(8), view.getInt16(10)];
	const second = view.getInt32(60);
	const nameStart = view.getInt32(second + 16);
	const nameLength = view.getInt32(second + 20);
	const name = Array.from({ length: nameLength }, (_, i) =>
		String.fromCharCode(view.getUint16(nameStart + 2 * i)),
	).join('');
	const shapeSize = view.getInt32(36);
	if (shapeSize === 0) {
		const n = view.getUint16(16);
		const ring = Array.from({ length: n }, (_, i) => [
			left + view.getInt16(64 + 2 * i),
			top + view.getInt16(64 + 2 * (n + i)),
		]);
		return { name, mask: evenOdd(ring.flat()) };
	}
	let mask = drawn(() => false);
	let ring: number[] = [];
	for (let i = 0; i < shapeSize; ) {
		const type = view.getFloat32(64 + 4 * i);
		if (type === 4) {
			mask = xor(mask, evenOdd(ring));
			ring = [];
			i++;
		} else {
			ring.push(view.getFloat32(64 + 4 * (i + 1)), view.getFloat32(64 + 4 * (i + 2)));
			i += 3;
		}
	}
	return { name, mask };
}

describe('CSV', () => {
	it('measures discs and rectangles as geometry does', async () => {
		const side = 101;
		const disc = fromBitmap(
			Uint8Array.from({ length: side * side }, (_, i) =>
				((i % side) - 50) ** 2 + (Math.floor(i / side) - 50) ** 2 <= 1600 ? 1 : 0,
			),
			side,
			side,
		);
		const box = fillPolygons([[30, 30, 60, 30, 60, 70, 30, 70]], side, side);
		const source = datasetOf(categories, [
			{
				name: 'a.png',
				width: side,
				height: side,
				annotations: [disc, box].map((mask) => ({ category: categories[0]!, mask })),
			},
		]);
		await written(
			'csv',
			async ({ file }) => {
				const [header, ...rows] = String(await file('measurements.csv'))
					.trim()
					.split('\r\n');
				const columns = header!.split(',');
				const [first, second] = rows.map((row) => {
					const cells = row.split(',');
					return (name: string) => Number(cells[columns.indexOf(name)]);
				});
				expect(first!('area_px')).toBe(5025);
				expect(first!('centroid_x')).toBe(50.5);
				expect(Math.abs(first!('perimeter_px') / (2 * Math.PI * 40) - 1)).toBeLessThan(0.06);
				expect(first!('circularity')).toBeGreaterThan(0.88);
				// The corners of the outermost pixels are a pixel further out than their centres.
				expect(first!('feret_px')).toBeCloseTo(81, 0);
				expect(second!('area_px')).toBe(1200);
				expect(second!('feret_px')).toBe(50);
				expect([second!('box_x'), second!('box_y'), second!('box_width'), second!('box_height')]).toEqual([
					30, 30, 30, 40,
				]);
				expect([second!('mean_red'), second!('mean_green'), second!('mean_blue')]).toEqual([90, 90, 90]);
				expect(second!('parent')).toBe(1);
			},
			{ source },
		);
	});
});

describe('XML, by a schema', () => {
	/** What libxml2 has to say against a file. */
	async function faultsIn(xml: string, schemaName: string): Promise<readonly string[]> {
		const schema = await readFile(join(__dirname, '../../fixtures/schemas', schemaName), 'utf8');
		const { errors } = await validateXML({ xml, schema });
		return errors.map(({ message }) => message);
	}
	/** What XML has names for of its own, and a box without a mask. */
	const source = datasetOf(
		[...categories, { name: `<"bus" & 'é'>`, kind: 'object' as const }],
		[
			{
				...image,
				annotations: [
					...image.annotations,
					{ category: { name: `<"bus" & 'é'>`, kind: 'object' }, mask: pair, box: [13, 0, 7, 12] },
				],
			},
			{ name: 'empty.png', ...size, annotations: [] },
		],
	);

	it('Pascal VOC', async () => {
		await written(
			'voc',
			async ({ file }) => {
				const texts = await Promise.all(
					['sub/truck', 'empty'].map(async (id) => String(await file(`Annotations/${id}.xml`))),
				);
				for (const text of texts) expect(await faultsIn(text, 'voc.xsd')).toEqual([]);
				const damaged = texts[0]!.replace('<difficult>0</difficult>', '');
				expect(await faultsIn(damaged, 'voc.xsd')).toHaveLength(1);
			},
			{ source },
		);
	});

	it.each(['mask', 'polygon'])('CVAT for images, as %s', async (variant) => {
		await written(
			'cvat',
			async ({ file }) => {
				const text = String(await file('annotations.xml'));
				expect(await faultsIn(text, 'cvat.xsd')).toEqual([]);
				expect(text).toMatch(/<box [^>]*label="&lt;&quot;bus/);
				const unknown = text.replace('<name>cab</name>', '<name>tail</name>');
				expect(await faultsIn(unknown, 'cvat.xsd')).toHaveLength(1);
			},
			{ source, variant },
		);
	});
});

describe('Label Studio', () => {
	it('has brush strokes that are read by the library that it makes its own with', async () => {
		await written('label-studio', async ({ file }) => {
			const [task] = JSON.parse(String(await file('tasks.json')));
			const strokes: { readonly value: { readonly brushlabels: string[]; readonly rle: number[] } }[] =
				task.annotations[0].result;
			const masks = strokes.map(({ value }) => {
				const rgba = decodeRlePack(Uint8Array.from(value.rle));
				return [value.brushlabels.join(), where((at) => rgba[4 * at + 3]! > 0)];
			});
			expect(masks).toEqual([
				['truck', frame],
				['cab', cab],
				['pair & co', pair],
			]);
		});
	});
});
