import { networkInterfaces } from 'node:os';
import { watchedClient } from './client';

/** A process of its own: one click through the inference process, and what there is of a network, in words. */
export async function clickHelper([root = '', image = '']: readonly string[]): Promise<void> {
	const { client, dispose } = watchedClient({ root });
	try {
		const { image: hash, width, height } = await client.openImage(image);
		const prompts = [{ type: 'point', x: width >> 1, y: height >> 1, positive: true }] as const;
		const { candidates } = await client.segment({ image: hash, prompts });
		const interfaces = Object.keys(networkInterfaces());
		process.stdout.write(
			`${candidates.length} levels; network interfaces with an address: ${interfaces.length}\n`,
		);
	} finally {
		dispose();
	}
}
