import { open } from 'node:fs/promises';
import type { Length } from './row';

/** A sidecar that is small for the work that it asks for, or simply too much, in pieces of text. */
export interface SidecarBomb {
	readonly name: string;
	text(): Iterable<string>;
}

type Annotation = Readonly<Record<string, unknown>>;

const size = (width: number, height: number) => ({ width, height });

function* sidecar(
	{ width, height }: { readonly width: number; readonly height: number },
	count: number,
	annotation: (i: number) => Annotation,
	more = '',
): Generator<string> {
	const image = { id: 1, file_name: 'a.png', width, height };
	yield `{"info":{"strata":{"schema":1}},${more}"images":[${JSON.stringify(image)}],`;
	yield '"categories":[{"id":1,"name":"thing","supercategory":"object"}],"annotations":[';
	for (let i = 0; i < count; i++) {
		const json = { id: i + 1, image_id: 1, category_id: 1, iscrowd: 0, ...annotation(i) };
		yield `${i === 0 ? '' : ','}${JSON.stringify(json)}`;
	}
	yield ']}';
}

/** A circle as a polygon of 24 corners. */
function circle(x: number, y: number, radius: number): number[] {
	return Array.from({ length: 24 }, (_, i) => {
		const angle = (i * Math.PI) / 12;
		return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)].map(
			(value) => Math.round(value * 10) / 10,
		);
	}).flat();
}

/** There and back over the whole width, as often as asked. */
const zigzag = (edges: number, width: number, height: number) =>
	Array.from({ length: edges }, (_, i) => [i % 2 === 0 ? 0 : width, (i * 7) % height]).flat();

/** A comb of the whole height in each of the columns from `from` on, as uncompressed run lengths. */
function comb(from: number, columns: number, width: number, height: number): number[] {
	const counts = [from * height];
	for (let i = 0; i < (columns * height) / 2; i++) counts.push(1, 1);
	counts.push(width * height - counts.reduce((sum, count) => sum + count, 0));
	return counts;
}

function* repeated(start: string, piece: string, times: number, end: string): Generator<string> {
	yield start;
	const many = piece.repeat(10_000);
	for (let i = 0; i < times / 10_000; i++) yield many;
	yield end;
}

const rle = (counts: unknown, width: number, height: number) => ({ size: [height, width], counts });

/** What each length of the trial opens; the short one leaves out what has hundreds of megabytes. */
export function sidecarBombs(length: Length): readonly SidecarBomb[] {
	const bombs: SidecarBomb[] = [
		{
			name: 'polygon of 2,000 edges over 60,000 px',
			text: () => sidecar(size(60_000, 8000), 1, () => ({ segmentation: [zigzag(2000, 60_000, 8000)] })),
		},
		{
			name: 'polygon of 4,900 edges over 4,000 px',
			text: () => sidecar(size(4000, 4000), 1, () => ({ segmentation: [zigzag(4900, 4000, 4000)] })),
		},
		{
			name: '20,000 polygons in one annotation',
			text: () =>
				sidecar(size(4000, 4000), 1, () => ({
					segmentation: Array.from({ length: 20_000 }, (_, i) =>
						circle(10 + (i % 190) * 20, 10 + Math.floor(i / 190) * 30, 8),
					),
				})),
		},
		{
			name: '50,000 annotations of polygons',
			text: () =>
				sidecar(size(4000, 4000), 50_000, (i) => ({
					segmentation: [circle(8 + (i % 250) * 16, 8 + Math.floor(i / 250) * 19, 7)],
				})),
		},
		{
			name: '20,000 times the same mask',
			text: () => sidecar(size(4000, 4000), 20_000, () => ({ segmentation: [circle(2000, 2000, 90)] })),
		},
		{
			name: '20,000 masks, each inside the one before',
			text: () =>
				sidecar(size(4000, 4000), 20_000, (i) => ({ segmentation: [circle(2000, 2000, 390 - i * 0.019)] })),
		},
		{
			name: '300 combs of 20,000 runs, one over the other',
			text: () =>
				sidecar(size(400, 400), 300, (i) => ({
					segmentation: rle(comb(i % 7, 90 + (i % 50), 400, 400), 400, 400),
				})),
		},
		{
			name: 'run lengths of 2^53',
			text: () =>
				sidecar(size(1000, 1000), 1, () => ({ segmentation: rle([2 ** 53, 1, 2 ** 53], 1000, 1000) })),
		},
		{
			name: 'compressed run lengths of 10 MB',
			text: () =>
				sidecar(size(40_000, 40_000), 1, () => ({
					segmentation: rle('11'.repeat(5_000_000), 40_000, 40_000),
				})),
		},
		{
			name: 'image of 2^31 pixels, 100 masks around all of it',
			text: () =>
				sidecar(size(1_000_000, 2147), 100, () => ({
					segmentation: [[0, 0, 1_000_000, 0, 1_000_000, 2147, 0, 2147]],
				})),
		},
		{
			name: 'ladder of 100,000 levels',
			text: () =>
				sidecar(size(100, 100), 1, () => ({
					segmentation: rle([10, 20, 9970], 100, 100),
					strata: {
						ladder: Array.from({ length: 100_000 }, (_, i) => ({
							level: i + 1,
							score: 0.5,
							segmentation: rle([10, 20, 9970], 100, 100),
						})),
					},
				})),
		},
		{
			name: 'unknown key, nested 5,000 deep',
			text: () => sidecar(size(10, 10), 0, () => ({}), `"x":${'['.repeat(5000)}${']'.repeat(5000)},`),
		},
		{ name: 'lists, nested 10^6 deep', text: () => repeated('', '[', 1_000_000, '') },
		{ name: 'objects, nested 10^6 deep and closed', text: () => nestedObjects(1_000_000) },
		{
			name: '120 MB, a text that does not end',
			text: () => repeated('{"x":"', 'abcdefghi ', 12_000_000, ''),
		},
		{
			name: '120 MB, a text in a key that Strata does not know',
			text: () =>
				sidecar(size(10, 10), 1, (i) => ({
					segmentation: rle([i, 1, 99], 10, 10),
					note: 'x'.repeat(120_000_000),
				})),
		},
		{ name: '120 MB of lines and a fault at the end', text: () => repeated('[', '1,\n', 40_000_000, ']') },
		{ name: '120 MB of images', text: () => repeated('{"images":[', '{"id":1},', 13_000_000, '{}]}') },
		{ name: '200 MB of lists', text: () => repeated('[', '[],', 66_000_000, '[]]') },
	];
	const long: SidecarBomb[] = [
		{
			name: '200,000 annotations of polygons',
			text: () =>
				sidecar(size(8000, 8000), 200_000, (i) => ({
					segmentation: [circle(8 + (i % 500) * 16, 8 + Math.floor(i / 500) * 19, 7)],
				})),
		},
	];
	if (length === 'short') return bombs.filter(({ name }) => !/ MB/.test(name));
	return length === 'full' ? [...bombs, ...long] : bombs;
}

function* nestedObjects(depth: number): Generator<string> {
	yield '{"x":'.repeat(depth);
	yield '1';
	yield '}'.repeat(depth);
}

export async function writeBomb(file: string, { text }: SidecarBomb): Promise<void> {
	const handle = await open(file, 'w');
	try {
		for (const piece of text()) await handle.write(piece);
	} finally {
		await handle.close();
	}
}
