import * as vscode from 'vscode';
import { targetsOf } from '../annotationCommands';
import { mayChange } from '../mayChange';
import { showError } from '../messages';
import type { SegmentEditorProvider } from '../session/segmentEditorProvider';
import { type AlikeServices, findAlikeInFolder } from './findAlikeInFolder';

/** Registers the search of a folder for what looks like the annotations of an open image. */
export function registerAlikeCommands(
	provider: SegmentEditorProvider,
	services: AlikeServices,
): vscode.Disposable {
	return vscode.commands.registerCommand(
		'strata.findAlikeInFolder',
		async (item: unknown, items: unknown) => {
			const session = provider.active;
			if (!session) return;
			const annotations = targetsOf(session, item, items);
			if (!mayChange(session, annotations)) return;
			try {
				await findAlikeInFolder(session, annotations, services);
			} catch (error) {
				services.report(error);
				void showError(error);
			}
		},
	);
}
