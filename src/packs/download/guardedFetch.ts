import { isIP } from 'node:net';
import { PackError } from '../manifest/packError';
import type { Fetch } from './requestRest';

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * A fetch that follows redirects itself and only goes to public hosts over https. A mirror is the user's own choice:
 * its address, and redirects within its origin, may be anything.
 *
 * Names are not resolved here: a certificate proves that a host is the one that was named, wherever it lies, and
 * behind a proxy only the proxy can resolve them.
 *
 * @param mirror see `mirrorUrl`; empty: no mirror
 */
export function guardedFetch(fetch: Fetch, mirror: string): Fetch {
	return async (input, init) => {
		const start = new URL(String(input));
		const trustedOrigin = mirror === '' ? undefined : start.origin;
		let url = start;
		for (let hops = 0; hops <= maxRedirects; hops++) {
			if (url.origin !== trustedOrigin && !isPublicHttps(url)) throw forbidden(start, url);
			const response = await fetch(url.href, { ...init, redirect: 'manual' });
			const location = redirects.has(response.status) ? response.headers.get('location') : null;
			if (location === null && response.type !== 'opaqueredirect') return response;
			await response.body?.cancel();
			if (location === null || !URL.canParse(location, url.href)) {
				throw new PackError('download', `${start.host} redirects to an address that cannot be read.`);
			}
			url = new URL(location, url);
		}
		throw new PackError(
			'download',
			`${start.host} redirects more than ${maxRedirects} times, so nothing was downloaded from it.`,
		);
	};
}

function forbidden(start: URL, url: URL): PackError {
	const what = start === url ? `${url.href} is` : `${start.host} redirects to ${url.host}, which is`;
	return new PackError(
		'download',
		`${what} not a public https address, so nothing was downloaded. Set a mirror if your network has one.`,
	);
}

/** Whether an address is https, of a host that is neither this machine nor, by its name or number, a private one. */
export function isPublicHttps({ protocol, hostname }: URL): boolean {
	if (protocol !== 'https:') return false;
	const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
	if (isIP(host) === 4) return isPublicV4(host);
	if (isIP(host) === 6) return isPublicV6(host);
	return host.includes('.') && !/\.(localhost|local|internal|lan|home\.arpa)$/i.test(host);
}

function isPublicV4(host: string): boolean {
	const [a = 0, b = 0] = host.split('.').map(Number);
	const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
	const isLocal = a === 0 || a === 127 || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128);
	return !(isPrivate || isLocal || a >= 224);
}

/** Global unicast only; addresses that carry an IPv4 address are judged by that. */
function isPublicV6(host: string): boolean {
	// The URL parser has written it in the shortest form: ::ffff:7f00:1.
	const mapped = /^(?:::ffff:|64:ff9b::)([0-9a-f]+):([0-9a-f]+)$/.exec(host);
	if (mapped) {
		const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)];
		return isPublicV4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
	}
	return /^[23][0-9a-f]{3}:/.test(host) && !host.startsWith('2002:');
}
