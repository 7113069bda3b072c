import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { model, tensor, value } from './onnxGraph';

/**
 * Writes a pack of the family `inpaint` with the signature of LaMa's or MI-GAN's exports: a graph of a few nodes that
 * gives the image back with its hole in one colour.
 */
export async function writeInpaintPack(
	folder: string,
	kind: 'lama' | 'migan',
	colour: readonly [number, number, number],
): Promise<string> {
	const id = `tiny-${kind}`;
	const pack = path.join(folder, id);
	await mkdir(pack, { recursive: true });
	const bytes = kind === 'lama' ? lama(colour) : migan(colour);
	await writeFile(path.join(pack, 'model.onnx'), bytes);
	const manifest = {
		id,
		name: `Tiny ${kind}`,
		family: 'inpaint',
		licence: 'MIT',
		source: 'made by the test',
		inpaint: {
			file: 'model.onnx',
			sha256: createHash('sha256').update(bytes).digest('hex'),
			inputs: { image: 'image', mask: 'mask' },
			output: kind === 'lama' ? 'output' : 'result',
		},
		input: kind === 'lama' ? { size: 64 } : { multipleOf: 8, maxSide: 256 },
		image: kind === 'lama' ? { range: [0, 1], output: [0, 255] } : { range: [0, 255], output: [0, 255] },
		mask: kind === 'lama' ? { hole: 1, known: 0 } : { hole: 0, known: 255 },
	};
	await writeFile(path.join(pack, 'pack.json'), JSON.stringify(manifest));
	return id;
}

const node = (opType: string, input: string[], output: string, attribute: object[] = []) => ({
	opType,
	input,
	output: [output],
	attribute,
});
const planes = (name: string, colour: readonly number[]) => tensor(name, [1, 3, 1, 1], colour);

/** Colours from 0 to 1 and a mask of 1 where the hole is; colours from 0 to 255 come out. One size only. */
function lama(colour: readonly number[]): Uint8Array {
	return model({
		name: 'lama',
		input: [value('image', [1, 3, 64, 64]), value('mask', [1, 1, 64, 64])],
		output: [value('output', [1, 3, 64, 64])],
		initializer: [planes('colour', colour), tensor('full', [1], [255]), tensor('one', [1], [1])],
		node: [
			node('Mul', ['image', 'full'], 'scaled'),
			node('Sub', ['one', 'mask'], 'known'),
			node('Mul', ['scaled', 'known'], 'kept'),
			node('Mul', ['colour', 'mask'], 'filled'),
			node('Add', ['kept', 'filled'], 'output'),
		],
	});
}

/** Bytes, and a mask of 0 where the hole is, in any size. */
function migan(colour: readonly number[]): Uint8Array {
	const size = ['height', 'width'];
	const to = (type: number) => [{ name: 'to', type: 2, i: type }];
	return model({
		name: 'migan',
		input: [value('image', [1, 3, ...size], 'uint8'), value('mask', [1, 1, ...size], 'uint8')],
		output: [value('result', [1, 3, ...size], 'uint8')],
		initializer: [planes('colour', colour), tensor('full', [1], [255]), tensor('one', [1], [1])],
		node: [
			node('Cast', ['image'], 'pixels', to(1)),
			node('Cast', ['mask'], 'white', to(1)),
			node('Div', ['white', 'full'], 'known'),
			node('Sub', ['one', 'known'], 'hole'),
			node('Mul', ['pixels', 'known'], 'kept'),
			node('Mul', ['colour', 'hole'], 'filled'),
			node('Add', ['kept', 'filled'], 'both'),
			node('Cast', ['both'], 'result', to(2)),
		],
	});
}
