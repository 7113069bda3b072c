import * as vscode from 'vscode';
import { AnnotationTree } from './editor/annotationTree';
import { CategoryMemory } from './editor/categoryMemory';
import { registerCommands } from './editor/commands';
import { startInference } from './editor/inference';
import { SegmentEditorProvider } from './editor/segmentEditorProvider';
import { StatusBar } from './editor/statusBar';

export function activate(context: vscode.ExtensionContext): void {
	const log = vscode.window.createOutputChannel('Strata', { log: true });
	const statusBar = new StatusBar();
	const categories = new CategoryMemory(context.workspaceState);
	const inference = startInference({ context, log, statusBar, sessions: () => provider.openSessions });
	const report = (error: unknown) => log.error(error instanceof Error ? error : String(error));
	const services = { client: inference.client, categories, statusBar, report };
	const provider = new SegmentEditorProvider(context.extensionUri, services);
	context.subscriptions.push(
		log,
		statusBar,
		inference,
		provider,
		new AnnotationTree(provider),
		registerCommands(provider, categories),
	);
}
