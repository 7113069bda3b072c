import * as vscode from 'vscode';
import { messageOf } from '../../shared/messageOf';

/** Why masks could not be saved, as a sentence that says what to do. What was on disk before is still there. */
export function writeFailure(fileName: string, error: unknown): string {
	const { l10n } = vscode;
	switch (error instanceof Error && 'code' in error ? error.code : undefined) {
		case 'EACCES':
		case 'EPERM':
		case 'NoPermissions':
			return l10n.t(
				'{0} or its folder is read-only, so the masks were not saved. Make it writable and save again, or save a copy elsewhere with “Save As…”.',
				fileName,
			);
		case 'EROFS':
			return l10n.t(
				'The disk is read-only, so the masks were not saved. Save a copy elsewhere with “Save As…”.',
			);
		case 'ENOSPC':
			return l10n.t('The disk is full, so the masks were not saved. Free some space and save again.');
		case 'EDQUOT':
			return l10n.t(
				'Your disk quota is used up, so the masks were not saved. Free some space and save again.',
			);
		case 'ENOENT':
			return l10n.t(
				'The folder of {0} is gone, so the masks were not saved. Make the folder again, or save a copy elsewhere with “Save As…”.',
				fileName,
			);
		default:
			return l10n.t('{0} could not be written, so the masks were not saved: {1}', fileName, messageOf(error));
	}
}
