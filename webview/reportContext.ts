import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { contextChanged, type PageContext } from '../src/shared/protocol/editorProtocol';
import type { Store } from './store';

/**
 * Reports to the host what its context keys follow, whenever that changes. Once they follow, the body's `data-keys`
 * says so: until then a key that is pressed goes nowhere.
 */
export function reportContext(store: Store, host: MessageConnection, stage: HTMLElement): void {
	let last = '';
	const report = () => {
		const context: PageContext = {
			// On a button, keys press the button.
			stageFocused: document.hasFocus() && isOnStage(stage),
			dragging: store.state.draggedBox !== null,
			crosshairShown: store.state.crosshair !== null,
		};
		const text = JSON.stringify(context);
		if (text === last) return;
		last = text;
		delete document.body.dataset.keys;
		void host.sendRequest(contextChanged, context).then(() => {
			if (text === last && context.stageFocused) document.body.dataset.keys = 'follow';
		});
	};
	store.onChange(report);
	window.addEventListener('focus', report);
	window.addEventListener('blur', report);
	document.addEventListener('focusin', report);
	document.addEventListener('focusout', () => queueMicrotask(report));
	// VS Code hears of keys at the window, and its context keys may not have followed yet: a key that is a control's own
	// never gets there.
	document.addEventListener('keydown', (event) => {
		if (!isOnStage(stage) && isControlKey(event)) event.stopPropagation();
	});
	// A button that is clicked does its work and leaves the focus, and with it the keys, to the stage.
	document.addEventListener('mousedown', (event) => {
		const isControl =
			event.target instanceof Element && event.target.closest('button, vscode-button, vscode-toolbar-button');
		if (!isControl) return;
		event.preventDefault();
		stage.focus({ preventScroll: true });
	});
}

/** Whether keys are for the stage, and not for a control beside it. */
function isOnStage(stage: HTMLElement): boolean {
	const focused = document.activeElement;
	return focused === null || focused === document.body || focused === stage;
}

const controlKeys = new Set([
	'Enter',
	'Delete',
	'Backspace',
	'ArrowLeft',
	'ArrowRight',
	'ArrowUp',
	'ArrowDown',
]);

/** Whether a button, slider or list takes the key; VS Code's own keys go on. */
function isControlKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
	return !ctrlKey && !metaKey && !altKey && (key.length === 1 || controlKeys.has(key));
}
