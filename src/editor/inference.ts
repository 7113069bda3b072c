import { join } from 'node:path';
import * as vscode from 'vscode';
import type { EditorSession } from './editorSession';
import { InferenceClient } from './inferenceClient';
import { forkInferenceProcess } from './inferenceProcess';
import { onSettingsChanged, settings } from './settings';
import type { StatusBar } from './statusBar';

/** Wires the inference client to VS Code: settings, log, status bar, and the commands that concern the process. */
export function startInference({
	context,
	log,
	statusBar,
	sessions,
}: {
	readonly context: vscode.ExtensionContext;
	readonly log: vscode.LogOutputChannel;
	readonly statusBar: StatusBar;
	readonly sessions: () => Iterable<EditorSession>;
}): vscode.Disposable & { readonly client: InferenceClient } {
	const script = context.asAbsolutePath(join('dist', 'inference.cjs'));
	const client = new InferenceClient(
		() => forkInferenceProcess(script, (text) => log.debug(text)),
		() => ({
			// Packs come with the extension only: a workspace cannot bring one along.
			packFolders: [context.asAbsolutePath('models')],
			pack: settings.pack(),
			device: settings.device(),
			cacheFolder: join(context.globalStorageUri.fsPath, 'features'),
			cacheBytes: settings.diskCacheBytes(),
			memoryBytes: settings.memoryCacheBytes(),
		}),
		{
			onStarted: (started) => {
				log.info(`${started.packName} on ${started.device}. ${started.deviceReason ?? ''}`.trim());
				statusBar.showStarted(started);
			},
			onFirstCandidate: (first) => {
				for (const session of sessions()) session.showFirstCandidate(first);
			},
			onLog: (level, text) => log[level](text),
			onCrash: (how) => {
				const message = `The inference process ${how}.`;
				log.error(message);
				statusBar.showProblem(message);
			},
		},
	);
	const restart = () => {
		client.restart();
		for (const session of sessions()) session.refresh();
	};
	const subscriptions = vscode.Disposable.from(
		client,
		onSettingsChanged('inference', restart),
		onSettingsChanged('cache', restart),
		vscode.commands.registerCommand('strata.restartInference', restart),
		vscode.commands.registerCommand('strata.showLog', () => log.show()),
	);
	return { client, dispose: () => subscriptions.dispose() };
}
