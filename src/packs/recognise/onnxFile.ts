import { open, rm } from 'node:fs/promises';
import { PackError } from '../manifest/packError';

/** Other files of a model hold weights or its licence. */
export const isOnnxName = (name: string): boolean => /\.onnx$/i.test(name);

/** The field `ir_version` of ONNX's protobuf, which stands first in every model. */
const firstByte = 0x08;

/**
 * Checks a downloaded file whose checksum may be unknown: a server can have sent an error page. What is no ONNX file
 * is deleted.
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
	throw new PackError('contents', `${from} is not an ONNX model. Nothing of it was kept.`);
}
