/** What some work gave, and how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
	const from = performance.now();
	const value = await work();
	return { ms: performance.now() - from, value };
}
