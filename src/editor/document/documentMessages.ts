import * as vscode from 'vscode';
import type { ReadOnlyPlace } from '../../formats/sidecar/sidecarAddress';
import { SidecarError } from '../../formats/sidecar/sidecarError';
import { messageOf } from '../../shared/messageOf';
import { plainError } from '../messages';
import { DocumentError, type DocumentProblem, type ImageSize } from './model/documentProblem';
import { writeFailure } from './writeFailure';

/** A problem with a document as a sentence that says what happened and what to do. */
export function problemMessage(problem: DocumentProblem, sidecarName: string): string {
	const { l10n } = vscode;
	switch (problem.kind) {
		case 'place':
			return placeMessage(problem.place);
		case 'unreadable':
			return l10n.t(
				'{0} cannot be read, so the masks can only be looked at: {1}',
				sidecarName,
				asSentence(problem.cause),
			);
		case 'unusable':
			return l10n.t(
				'{0} is left as it is: {1} Correct the file, and it is read again.',
				sidecarName,
				asSentence(problem.cause),
			);
		case 'size':
			return l10n.t(
				'The masks were made for an image of {0} pixels, but the image now has {1}, so they can only be looked at. Put the earlier image back, or move {2} away to start anew.',
				sizeText(problem.masks),
				sizeText(problem.image),
				sidecarName,
			);
		case 'reverting':
			return l10n.t('The masks are being read from {0}. Try again in a moment.', sidecarName);
		case 'madeBeforeReload':
			return l10n.t(
				'“{0}” was made before {1} changed on disk and can no longer be undone or redone.',
				problem.label,
				sidecarName,
			);
		case 'notReplaced':
			return l10n.t(
				'{0} was left as it is. Your masks are still open here.',
				problem.fileName ? `${problem.fileName}.strata.json` : sidecarName,
			);
		case 'theirsUnusable':
			return l10n.t(
				'The masks in {0} cannot be used, so yours were kept: {1}',
				sidecarName,
				asSentence(problem.cause),
			);
		case 'backupUnusable':
			return l10n.t(
				'The unsaved masks that were kept for this image cannot be read, so it was opened as it was last saved: {0}',
				asSentence(problem.cause),
			);
		case 'sizeUnknown':
			return l10n.t('The image has not been read yet. Wait a moment and save again.');
	}
}

function placeMessage(place: ReadOnlyPlace): string {
	const { l10n } = vscode;
	switch (place) {
		case 'commit':
			return l10n.t('This is the image as a commit has it: its masks can only be looked at.');
		case 'untitled':
			return l10n.t('This image has never been saved. Save it, then open it again.');
		case 'fileSystem':
			return l10n.t('Nothing can be saved where this image is: its masks can only be looked at.');
	}
}

/** Any error of saving as one with a sentence for the user. */
export function saveError(error: unknown, sidecarName: string): Error {
	if (error instanceof DocumentError) return plainError(problemMessage(error.problem, sidecarName));
	return plainError(writeFailure(sidecarName, error));
}

function sizeText({ width, height }: ImageSize): string {
	return `${width} × ${height}`;
}

function asSentence(cause: unknown): string {
	const message = cause instanceof SidecarError ? cause.message : messageOf(cause);
	return /[.!?]$/.test(message) ? message : `${message}.`;
}
