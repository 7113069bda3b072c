import { PackError } from '../manifest/packError';

/**
 * The address to ask instead of `address`: the mirror's scheme, host and path replace the address's scheme and host.
 * `{host}` in the mirror stands for the address's host, so that one mirror can serve several hosts.
 *
 * @param mirror for example `https://mirror.example/models` or `https://cache.example/{host}`; empty: no mirror
 * @throws PackError where the mirror is not an http or https address
 */
export function mirrorUrl(address: string, mirror: string): string {
	if (mirror === '') return address;
	const { host, pathname, search } = new URL(address);
	const target = mirror.replaceAll('{host}', host).replace(/\/+$/, '');
	if (!/^https?:\/\/[^/]/.test(target) || !URL.canParse(target)) {
		throw new PackError(
			'download',
			`The mirror “${mirror}” is not an address such as https://mirror.example. Correct it and try again.`,
		);
	}
	return `${target}${pathname}${search}`;
}
