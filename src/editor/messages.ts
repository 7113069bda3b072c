import * as vscode from 'vscode';
import { messageOf } from '../shared/messageOf';
import { plainText } from './plainText';

/** The button that was pressed; undefined where the message was closed. */
type Answer<T extends string> = Thenable<T | undefined>;

/** A question that has to be answered before anything else, with what the user should know of it. */
export interface ModalText {
	readonly message: string;
	readonly detail?: string;
}

// All messages of the extension pass here: file names and the values in files can come from anyone, and VS Code would turn
// `[text](command:…)` in them into a link that runs a command. test/unit/editor/messages.test.ts holds to it.

export function showInfo<T extends string>(message: string, ...buttons: T[]): Answer<T> {
	return vscode.window.showInformationMessage(plainText(message), ...buttons);
}

export function showWarning<T extends string>(message: string, ...buttons: T[]): Answer<T> {
	return vscode.window.showWarningMessage(plainText(message), ...buttons);
}

/** @param error a sentence, or what was thrown */
export function showError<T extends string>(error: unknown, ...buttons: T[]): Answer<T> {
	const message = typeof error === 'string' ? error : messageOf(error);
	return vscode.window.showErrorMessage(plainText(message), ...buttons);
}

/** Asks in a dialog, which offers “Cancel” too. */
export function askModal<T extends string>({ message, detail }: ModalText, ...buttons: T[]): Answer<T> {
	const options = { modal: true, ...(detail === undefined ? {} : { detail: plainText(detail) }) };
	return vscode.window.showWarningMessage(plainText(message), options, ...buttons);
}

/** An error for VS Code to show, such as one of saving. */
export function plainError(error: unknown): Error {
	return new Error(plainText(messageOf(error)), { cause: error });
}

type Report = (message: string, increment?: number) => void;

/** Shows a notification with a progress bar while `work` goes on; `token` is cancelled by its button, if it has one. */
export function withProgress<T>(
	{ title, cancellable = false }: { readonly title: string; readonly cancellable?: boolean },
	work: (report: Report, token: vscode.CancellationToken) => Promise<T>,
): Thenable<T> {
	const options = { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable };
	return vscode.window.withProgress(options, (progress, token) =>
		work((message, increment = 0) => progress.report({ message: plainText(message), increment }), token),
	);
}
