import { join } from 'node:path';
import * as vscode from 'vscode';
import type { GraphDescription } from '../../shared/protocol/graphDescription';
import type { FirstCandidate } from '../../shared/protocol/inferenceProtocol';
import { onSettingsChanged, settings } from '../settings';
import { inspectGraph } from './graphInspector';
import { InferenceClient } from './inferenceClient';
import { forkInferenceProcess, outOfMemory } from './inferenceProcess';
import type { StatusBar } from './statusBar';

export interface Inference extends vscode.Disposable {
	readonly client: InferenceClient;
	/** The process is another one: what was asked of the one before is to be asked again. */
	readonly onDidRestart: vscode.Event<void>;
	/** The first mask of prompts that are being answered. */
	readonly onFirstCandidate: vscode.Event<FirstCandidate>;
	/** Starts the process anew. */
	restart(): void;
	/** Starts the process anew if the settings have changed what it should be. */
	applySettings(): void;
	/** What an ONNX file takes and gives. */
	describe(file: string): Promise<GraphDescription>;
}

/** Wires the inference client to VS Code: settings, log, status bar, and the commands that concern the process. */
export function startInference({
	context,
	log,
	statusBar,
	packFolders,
}: {
	readonly context: vscode.ExtensionContext;
	readonly log: vscode.LogOutputChannel;
	readonly statusBar: StatusBar;
	readonly packFolders: readonly string[];
}): Inference {
	const didRestart = new vscode.EventEmitter<void>();
	const didFindFirst = new vscode.EventEmitter<FirstCandidate>();
	const script = context.asAbsolutePath(join('dist', 'inference.cjs'));
	const forkProcess = () => forkInferenceProcess(script, (text) => log.debug(text));
	const client = new InferenceClient(
		forkProcess,
		() => ({
			packFolders,
			pack: settings.pack(),
			device: settings.device(),
			cacheFolder: join(context.globalStorageUri.fsPath, 'features'),
			cacheBytes: settings.diskCacheBytes(),
			memoryBytes: settings.memoryCacheBytes(),
			releaseAfterMs: settings.releaseAfterMs(),
		}),
		{
			onStarted: (started) => {
				log.info(`${started.packName} on ${started.device}. ${started.deviceReason ?? ''}`.trim());
				statusBar.showStarted(started);
			},
			onFirstCandidate: (first) => didFindFirst.fire(first),
			onLog: (level, text) => log[level](text),
			onSilent: (seconds) => {
				log.warn(`The inference process has not answered for ${seconds} s.`);
				statusBar.showProblem(
					vscode.l10n.t(
						'The model has not answered for {0} seconds. It may be busy with a large image; if nothing happens, run “Strata: Restart Inference”.',
						seconds,
					),
				);
			},
			onAnswer: () => statusBar.clearProblem(),
			onCrash: (how) => {
				log.error(`The inference process has ended: ${how}.`);
				statusBar.showProblem(
					how === outOfMemory
						? vscode.l10n.t(
								'The process that runs the model ran out of memory and has ended. The next click starts it again. Close other programs, or scale the image down.',
							)
						: vscode.l10n.t(
								'The process that runs the model has ended ({0}). The next click starts it again.',
								how,
							),
				);
			},
		},
		{
			crashedTooOften: (crashes) =>
				vscode.l10n.t(
					'The process that runs the model ended {0} times within two minutes, so it is not started again by itself. “Strata: Show Log” says how it ended; “Strata: Restart Inference” tries again.',
					crashes,
				),
			endedAgain: () =>
				vscode.l10n.t(
					'The process that runs the model ended twice while it worked on this, so there is no answer. Try again; “Strata: Show Log” says how it ended.',
				),
			outOfMemory: (detail) =>
				vscode.l10n.t(
					'There was not enough memory for this image. The model is started again with the next click; close other programs, or scale the image down. {0}',
					detail,
				),
			runsOnCpu: (device) =>
				vscode.l10n.t('The model runs on the CPU, because starting it on “{0}” ended its process.', device),
		},
	);
	const restart = () => {
		client.restart();
		didRestart.fire();
	};
	const applySettings = () => {
		if (client.isOutdated) restart();
	};
	const subscriptions = vscode.Disposable.from(
		client,
		didRestart,
		didFindFirst,
		onSettingsChanged('inference', applySettings),
		onSettingsChanged('cache', applySettings),
		vscode.commands.registerCommand('strata.restartInference', restart),
		vscode.commands.registerCommand('strata.showLog', () => log.show()),
	);
	const describe = (file: string) => inspectGraph(forkProcess, file);
	return {
		client,
		onDidRestart: didRestart.event,
		onFirstCandidate: didFindFirst.event,
		restart,
		applySettings,
		describe,
		dispose: () => subscriptions.dispose(),
	};
}
