import { PackError } from '../manifest/packError';

/**
 * The address to ask instead of `address`: the mirror's scheme, host and path stand in front of the address's own
 * path. Where the mirror has `{host}` in it, the address's host takes that place, so that one mirror can serve several.
 *
 * @param mirror for example `https://mirror.example/models` or `https://cache.example/{host}`; empty: none
 * @throws PackError where the mirror is no http(s) address
 */
export function mirrored(address: string, mirror: string): string {
	if (mirror === '') return address;
	const { host, pathname, search } = new URL(address);
	const target = mirror.replaceAll('{host}', host).replace(/\/+$/, '');
	if (!/^https?:\/\/[^/]/.test(target) || !URL.canParse(target)) {
		throw new PackError(
			'download',
			`Expected the mirror to be an address such as https://mirror.example but received “${mirror}”.`,
		);
	}
	return `${target}${pathname}${search}`;
}
