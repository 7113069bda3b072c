import type { Fetch } from '../packs/download/requestRest';

/** A fetch that honours `https_proxy`, `http_proxy` and `no_proxy`, which Node's own ignores. */
export async function proxyFetch(): Promise<Fetch> {
	// Half of the bundle's code, for one command.
	const { EnvHttpProxyAgent, fetch } = await import('undici');
	const dispatcher = new EnvHttpProxyAgent();
	// undici's types and the DOM's describe the same standard.
	return ((url: string, options: object) => fetch(url, { ...options, dispatcher })) as unknown as Fetch;
}
