import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { contextChanged, type ViewContext } from '../src/shared/protocol/editorProtocol';
import { levelsOf, type Store } from './store';

/**
 * Tells the host what its context keys follow, whenever that changes. Once they follow, the body's `data-keys` says
 * so: until then a key that is pressed goes nowhere.
 */
export function reportContext(store: Store, host: MessageConnection): void {
	let last = '';
	const report = () => {
		const { state } = store;
		const context: ViewContext = {
			focused: document.hasFocus(),
			ladderOpen: state.prompts.length > 0,
			levelsShown: levelsOf(state).length > 0,
		};
		const text = JSON.stringify(context);
		if (text === last) return;
		last = text;
		delete document.body.dataset.keys;
		void host.sendRequest(contextChanged, context).then(() => {
			if (text === last && context.focused) document.body.dataset.keys = 'follow';
		});
	};
	store.onChange(report);
	window.addEventListener('focus', report);
	window.addEventListener('blur', report);
}
