import { l10n } from 'vscode';
import type { PromptingPort } from './promptingPort';

/** What prompts can come to, in VS Code's display language. */
export function promptingMessages(): PromptingPort['messages'] {
	return {
		nothingFound: l10n.t('The model found no mask there. Try another point, or drag a box around the thing.'),
		positiveFirst: l10n.t('Click the thing itself first. Shift+click takes something away from it.'),
	};
}
