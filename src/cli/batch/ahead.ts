/** The same elements in their order; while one is used, the next one is made. */
export async function* ahead<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> {
	const iterator = source[Symbol.asyncIterator]();
	const pull = () => {
		const next = iterator.next();
		// It is awaited below, where a failure is thrown.
		next.catch(() => undefined);
		return next;
	};
	let next = pull();
	try {
		for (;;) {
			const { done, value } = await next;
			if (done) return;
			next = pull();
			yield value;
		}
	} finally {
		await next.catch(() => undefined);
		await iterator.return?.();
	}
}
