import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { contextChanged, type ViewContext } from '../src/shared/editorProtocol';
import { levelsOf, type Store } from './store';

/** Tells the host what its context keys follow, whenever that changes. */
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
		void host.sendNotification(contextChanged, context);
	};
	store.onChange(report);
	window.addEventListener('focus', report);
	window.addEventListener('blur', report);
}
