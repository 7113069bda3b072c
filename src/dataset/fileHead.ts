import { open } from 'node:fs/promises';

/** The first bytes of a file as text: enough to recognize a format by, however large the file. */
export async function fileHead(path: string, bytes = 1 << 16): Promise<string> {
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
		return buffer.toString('utf8', 0, bytesRead);
	} finally {
		await file.close();
	}
}
