import type { PolygonWithHoles, Ring } from '../../shared/mask/polygonsWithHoles';

// ImageJ's .roi file: a header of 64 bytes, coordinates, and a second header that says where the name is. Big-endian.
const headerBytes = 64;
const secondHeaderBytes = 64;
const version = 227;
const typeRectangle = 1;
const typeTraced = 8;
const move = 0;
const line = 1;
const close = 4;

/** The bytes of a .roi file: an outline, or for several pieces or holes a composite shape. */
export function roiFile(pieces: readonly PolygonWithHoles[], name: string): Uint8Array {
	const rings = pieces.flatMap(({ outer, holes }) => [outer, ...holes]);
	const [only] = rings;
	const box = boxOf(rings);
	const isSimple = rings.length === 1 && only!.length / 2 < 0x8000 && only!.every(Number.isInteger);
	const body = isSimple ? tracedBody(only!, box) : compositeBody(rings);
	const bytes = new Uint8Array(headerBytes + body.length + secondHeaderBytes + name.length * 2);
	const view = new DataView(bytes.buffer);
	bytes.set(new TextEncoder().encode('Iout'));
	view.setInt16(4, version);
	view.setUint8(6, isSimple ? typeTraced : typeRectangle);
	view.setInt16(8, box.top);
	view.setInt16(10, box.left);
	view.setInt16(12, box.bottom);
	view.setInt16(14, box.right);
	if (isSimple) view.setUint16(16, only!.length / 2);
	else view.setInt32(36, body.length / 4);
	const second = headerBytes + body.length;
	view.setInt32(60, second);
	bytes.set(body, headerBytes);
	view.setInt32(second + 16, second + secondHeaderBytes);
	view.setInt32(second + 20, name.length);
	for (let i = 0; i < name.length; i++)
		view.setUint16(second + secondHeaderBytes + 2 * i, name.charCodeAt(i));
	return bytes;
}

interface Edges {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

function boxOf(rings: readonly Ring[]): Edges {
	const box = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };
	for (const ring of rings) {
		for (let i = 0; i < ring.length; i += 2) {
			box.left = Math.min(box.left, Math.floor(ring[i]!));
			box.right = Math.max(box.right, Math.ceil(ring[i]!));
			box.top = Math.min(box.top, Math.floor(ring[i + 1]!));
			box.bottom = Math.max(box.bottom, Math.ceil(ring[i + 1]!));
		}
	}
	return box;
}

/** All x from the left of the box, then all y from its top. */
function tracedBody(ring: Ring, { left, top }: Edges): Uint8Array {
	const count = ring.length / 2;
	const view = new DataView(new ArrayBuffer(4 * count));
	for (let i = 0; i < count; i++) {
		view.setInt16(2 * i, ring[2 * i]! - left);
		view.setInt16(2 * (count + i), ring[2 * i + 1]! - top);
	}
	return new Uint8Array(view.buffer);
}

/** A path of moves and lines, as 32-bit floats; filled by the even-odd rule. */
function compositeBody(rings: readonly Ring[]): Uint8Array {
	const values = rings.flatMap((ring) => {
		const steps: number[] = [];
		for (let i = 0; i < ring.length; i += 2) steps.push(i === 0 ? move : line, ring[i]!, ring[i + 1]!);
		return [...steps, close];
	});
	const view = new DataView(new ArrayBuffer(4 * values.length));
	values.forEach((value, i) => {
		view.setFloat32(4 * i, value);
	});
	return new Uint8Array(view.buffer);
}
