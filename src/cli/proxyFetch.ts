import type { Fetch } from '../packs/download/remoteFile';

/** fetch by way of the proxy that `https_proxy`, `http_proxy` and `no_proxy` name: Node's own does not look at them. */
export async function proxyFetch(): Promise<Fetch> {
	// Half of the command's code, for one of its commands.
	const { EnvHttpProxyAgent, fetch } = await import('undici');
	const dispatcher = new EnvHttpProxyAgent();
	// The same standard, declared twice.
	return ((url: string, options: object) => fetch(url, { ...options, dispatcher })) as unknown as Fetch;
}
