import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { area, fromBitmap, type RunLengths, toBitmap } from '../../../src/shared/mask/runLengths';
import { union } from '../../../src/shared/mask/setOperations';
import { cab, drawn, frame, pair, size, written } from './truckDataset';

const run = promisify(execFile);
/** Debian's, which its packages are for, whatever else is on PATH. */
const python = '/usr/bin/python3';
const imagej = '/usr/share/java/ij.jar';
/** These programs are slow to start. */
const timeout = 120_000;

const reasonFor = (packages: string) => `not installed (Debian: apt-get install ${packages})`;

/** Whether Debian's Python has a package. */
const hasPython = (name: string): Promise<boolean> =>
	run(python, ['-c', `import ${name}`]).then(
		() => true,
		() => false,
	);

const truth: Readonly<Record<string, RunLengths>> = { truck: frame, cab, 'pair & co': pair };

/** The mask with all pixels that touch it. */
function grown(mask: RunLengths): RunLengths {
	const bits = toBitmap(mask);
	const has = (x: number, y: number) =>
		x >= 0 && x < size.width && y >= 0 && y < size.height && bits[y * size.width + x] === 1;
	const near = [-1, 0, 1];
	return drawn((x, y) => near.some((dx) => near.some((dy) => has(x + dx, y + dy))));
}

describe('labelme, the program', () => {
	/** What its own loader and its own rasterizer make of a file. */
	const script = `
import json, sys, labelme
f = labelme.LabelFile(sys.argv[1])
out = []
for s in f.shapes:
    m = labelme.utils.shape_to_mask((${size.height}, ${size.width}), s["points"], s["shape_type"])
    out.append([s["label"], s["group_id"], m.astype(int).ravel().tolist()])
print(json.dumps([f.imagePath, len(f.imageData), out]))
`;

	for (const format of ['labelme', 'x-anylabeling']) {
		it(`opens ${format} files, and draws the same masks`, { timeout }, async (context) => {
			if (!(await hasPython('labelme'))) context.skip(reasonFor('labelme'));
			await written(
				format,
				async ({ folder }) => {
					const { stdout } = await run(python, ['-c', script, path.join(folder, 'sub', 'truck.json')]);
					const [imagePath, bytes, shapes] = JSON.parse(stdout) as [
						string,
						number,
						[string, number | null, number[]][],
					];
					expect(imagePath).toBe('truck.png');
					expect(bytes).toBeGreaterThan(0);
					expect(shapes.map(([label]) => label)).toEqual(['truck', 'cab', 'pair & co', 'pair & co']);
					expect(shapes[2]![1]).not.toBeNull();
					expect(shapes[2]![1]).toBe(shapes[3]![1]);
					for (const [label, mask] of Object.entries(truth)) {
						const pieces = shapes
							.filter((shape) => shape[0] === label)
							.map(([, , bitmap]) => fromBitmap(Uint8Array.from(bitmap), size.width, size.height));
						const all = pieces.reduce((a, b) => union(a, b));
						// It draws outlines one pixel wide, along the edges of pixels.
						expect(union(all, mask), label).toEqual(all);
						expect(union(all, grown(mask)), label).toEqual(grown(mask));
					}
				},
				{ variant: 'polygon' },
			);
		});
	}
});

describe('shapely, which checks geometry by the rules of OGC', () => {
	/** Of each feature: its name, whether its geometry is valid, its area, and which pixels' centres lie in it. */
	const script = `
import json, sys
from shapely.geometry import Point, shape
out = []
for f in json.load(open(sys.argv[1]))["features"]:
    g = shape(f["geometry"])
    inside = [int(g.contains(Point(x + 0.5, y + 0.5))) for y in range(${size.height}) for x in range(${size.width})]
    out.append([f["properties"]["classification"]["name"], g.is_valid, g.area, inside])
print(json.dumps(out))
`;

	it('has valid polygons of GeoJSON, which hold the same pixels', { timeout }, async (context) => {
		if (!(await hasPython('shapely'))) context.skip(reasonFor('python3-shapely'));
		await written('geojson', async ({ folder }) => {
			const { stdout } = await run(python, ['-c', script, path.join(folder, 'sub', 'truck.geojson')]);
			const features = JSON.parse(stdout) as [string, boolean, number, number[]][];
			expect(features.map(([name]) => name)).toEqual(Object.keys(truth));
			for (const [name, isValid, pixels, inside] of features) {
				const mask = truth[name]!;
				expect([isValid, pixels], name).toEqual([true, area(mask)]);
				expect(fromBitmap(Uint8Array.from(inside), size.width, size.height), name).toEqual(mask);
			}
		});
	});
});

describe('ImageJ, the program', () => {
	/** What its own decoder and its own filling make of files. */
	const source = `
import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.process.ByteProcessor;

public class Rois {
	public static void main(String[] files) throws Exception {
		for (String file : files) {
			Roi roi = new RoiDecoder(file).getRoi();
			ByteProcessor pixels = new ByteProcessor(${size.width}, ${size.height});
			pixels.setColor(255);
			pixels.fill(roi);
			StringBuilder line = new StringBuilder(roi.getName()).append('\\t');
			for (byte pixel : (byte[]) pixels.getPixels()) line.append(pixel == 0 ? '0' : '1');
			System.out.println(line);
		}
	}
}
`;

	it('opens the outlines, and fills the same masks', { timeout }, async (context) => {
		const missing = await Promise.all([access(imagej), run('javac', ['-version'])]).then(
			() => undefined,
			() => reasonFor('imagej default-jdk-headless'),
		);
		if (missing !== undefined) context.skip(missing);
		await written('imagej-roi', async ({ folder, file }) => {
			const rois = Object.entries(unzipSync(await file('sub/truck_rois.zip')));
			const to = path.join(folder, 'rois');
			await mkdir(to);
			for (const [name, bytes] of rois) await writeFile(path.join(to, name), bytes);
			await writeFile(path.join(to, 'Rois.java'), source);
			const names = rois.map(([name]) => name);
			const options = ['-Djava.awt.headless=true', '-cp', imagej, 'Rois.java'];
			const { stdout } = await run('java', [...options, ...names], { cwd: to });
			const filled = stdout
				.trimEnd()
				.split(/\r?\n/)
				.map((line) => line.split('\t'));
			expect(filled.map(([name]) => name)).toEqual(['0001 truck', '0002 cab', '0003 pair & co']);
			for (const [name, bits] of filled) {
				const mask = fromBitmap(Uint8Array.from(bits!, Number), size.width, size.height);
				expect(mask, name).toEqual(truth[name!.slice(5)]);
			}
		});
	});
});
