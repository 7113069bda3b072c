/** Lets what has arrived meanwhile (a cancellation, a newer prompt) be seen: a run blocks the event loop. */
export async function yieldToEventLoop(): Promise<void> {
	for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
