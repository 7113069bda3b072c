import { open, rm } from 'node:fs/promises';
import { PackError } from '../manifest/packError';

/** What else comes with a model holds its weights, or papers. */
export const isOnnxName = (name: string): boolean => /\.onnx$/i.test(name);

/** The field `ir_version` of ONNX's protobuf, which stands first in every model. */
const firstByte = 0x08;

/**
 * A first look at a file of which no checksum is known: a page that says “please sign in” is not taken for a model.
 * What it is not, is removed.
 *
 * @throws PackError
 */
export async function checkIsOnnx(path: string, from: string): Promise<void> {
	const file = await open(path);
	const bytes = new Uint8Array(1);
	try {
		await file.read(bytes, 0, 1, 0);
	} finally {
		await file.close();
	}
	if (bytes[0] === firstByte) return;
	await rm(path, { force: true });
	throw new PackError('contents', `Expected an ONNX model from ${from} but received something else.`);
}
