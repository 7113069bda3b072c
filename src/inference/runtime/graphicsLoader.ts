import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const vulkan = 'libvulkan.so.1';

/**
 * Whether WebGPU has a graphics library to stand on. Asked before it is tried, since on a Linux without one (a
 * server, a container) it prints a warning of its own that nobody needs to read.
 */
export async function hasGraphicsLoader(): Promise<boolean> {
	if (process.platform !== 'linux') return true;
	for (const folder of (process.env.LD_LIBRARY_PATH ?? '').split(':')) {
		if (folder && (await exists(join(folder, vulkan)))) return true;
	}
	try {
		return (await readFile('/etc/ld.so.cache', 'latin1')).includes(vulkan);
	} catch {
		// A system without this cache (musl, NixOS) has its libraries elsewhere: trying tells.
		return true;
	}
}

const exists = (path: string) =>
	access(path).then(
		() => true,
		() => false,
	);
