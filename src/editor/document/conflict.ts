import * as vscode from 'vscode';
import { askModal, showWarning } from '../messages';
import type { Questions } from './model/documentPorts';

/** Asks the user in VS Code's notifications and dialogs. Closing one gives no answer. */
export function vscodeQuestions(sidecarName: string): Questions {
	const { l10n } = vscode;
	return {
		async whoseToKeep() {
			const [mine, theirs] = [l10n.t('Keep Mine'), l10n.t('Take the File’s')];
			const answer = await showWarning(
				l10n.t('{0} changed on disk, and there are unsaved masks here.', sidecarName),
				mine,
				theirs,
			);
			return answer === mine ? 'mine' : answer === theirs ? 'theirs' : undefined;
		},
		async overwriteChanged() {
			const overwrite = l10n.t('Overwrite');
			const answer = await askModal(
				{
					message: l10n.t(
						'{0} changed on disk since it was read here. Overwrite it with your masks?',
						sidecarName,
					),
				},
				overwrite,
			);
			return answer === overwrite ? 'overwrite' : undefined;
		},
		async replaceExisting(fileName) {
			const replace = l10n.t('Replace');
			const answer = await askModal(
				{ message: l10n.t('There are masks of {0} already. Replace them with these?', fileName) },
				replace,
			);
			return answer === replace ? 'replace' : undefined;
		},
	};
}
