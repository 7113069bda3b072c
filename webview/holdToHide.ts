/** A key held longer than this, in milliseconds, hides for as long as it is held. */
const heldMs = 300;

/**
 * Makes a key that toggles something do so only while it is held, where it is held for longer than a tap. Which key that
 * is the user decides in VS Code, so it is the one that was pressed last before the toggle.
 *
 * @param toggle done by the host's command, and once more when a held key is released
 * @returns to be called when the command comes
 */
export function holdToHide(toggle: () => void): () => void {
	let lastPressed: { readonly code: string; readonly time: number } | undefined;
	let held: { readonly code: string; readonly since: number } | undefined;
	document.addEventListener(
		'keydown',
		(event) => {
			if (!event.repeat) lastPressed = { code: event.code, time: event.timeStamp };
			// VS Code would toggle again and again.
			else if (event.code === held?.code) event.stopPropagation();
		},
		{ capture: true },
	);
	const release = (isTap: (since: number) => boolean) => {
		const since = held?.since;
		held = undefined;
		if (since !== undefined && !isTap(since)) toggle();
	};
	document.addEventListener('keyup', ({ code, timeStamp }) => {
		// Released before the command came: a tap.
		if (code === lastPressed?.code) lastPressed = undefined;
		if (code === held?.code) release((since) => timeStamp - since < heldMs);
	});
	window.addEventListener('blur', () => release(() => true));
	return () => {
		toggle();
		const isByKey = lastPressed && performance.now() - lastPressed.time < 1000;
		held = isByKey ? { code: lastPressed!.code, since: lastPressed!.time } : undefined;
		lastPressed = undefined;
	};
}
