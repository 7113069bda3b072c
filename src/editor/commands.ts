import * as vscode from 'vscode';
import { z } from 'zod';
import type { Annotation } from '../shared/annotations/annotation';
import { imageMimeTypes } from '../shared/imageMimeTypes';
import { pageCommands } from '../shared/protocol/editorProtocol';
import { assign, idsOf, remove, rename, targetsOf } from './annotationCommands';
import { categoryOfDigit } from './categories/assignCategory';
import type { CategoryMemory } from './categories/categoryMemory';
import { combineCommands } from './combineCommands';
import { sidecarUri } from './document/sidecarStore';
import { copyCutOut, exportImage, saveCutOut } from './exportImage';
import { imageEditCommands } from './imageEditCommands';
import { isImage } from './imageFile';
import { annotationActs, selectionActs, viewingActs } from './manyAnnotations';
import { maskCommands } from './maskCommands';
import { isAboutSomething, mayChange } from './mayChange';
import { showError, showInfo } from './messages';
import { writableSampleImage } from './sampleImage';
import { namedTasks, segmentForTask } from './segmentForTask';
import { changeImageView } from './session/changeImageView';
import type { EditorServices } from './session/editorServices';
import type { EditorSession } from './session/editorSession';
import { SegmentEditorProvider } from './session/segmentEditorProvider';
import { cancelSegmentEverything, segmentEverything } from './session/segmentEverything';
import { showKeys } from './showKeys';
import { nameUnnamed, reviewSuggestions, suggestionActs } from './suggestedNames';

/** Names of commands before this version, which keep working for one more. */
const formerNames: Readonly<Record<string, string>> = {
	accept: 'keep',
	acceptAll: 'keepAll',
	dropPrompt: 'undoPrompt',
	dropLadder: 'clear',
};

/** CSS pixels; keybindings of the user's own may have any. */
const crosshairStep = z.object({ dx: z.number().default(0), dy: z.number().default(0) });

/** Registers every command that package.json names, save those of the inference process and of packs. */
export function registerCommands(
	context: vscode.ExtensionContext,
	provider: SegmentEditorProvider,
	categories: CategoryMemory,
	{ inference, folders, report }: Pick<EditorServices, 'inference' | 'folders' | 'report'>,
): vscode.Disposable {
	const withActive = (act: (session: EditorSession) => unknown) => () =>
		provider.active && act(provider.active);
	/** About annotations: the rows of the tree that it was asked for, else the one that is selected. */
	const withAnnotations =
		(act: (session: EditorSession, annotations: readonly Annotation[]) => unknown) =>
		(item: unknown, items: unknown) => {
			const session = provider.active;
			if (!session) return;
			const annotations = targetsOf(session, item, items);
			if (!mayChange(session, annotations)) return;
			// So that one sees on the image what is asked about.
			if (annotations.length === 1) session.select(annotations[0]!.id);
			return act(session, annotations);
		};
	const showLevel = (level: unknown) => {
		if (typeof level === 'number') provider.active?.showLevel(level);
	};
	const commands: Record<string, (...args: unknown[]) => unknown> = {
		segmentImage: (target) => segmentImage(target),
		openSample: async () => openInStrata(await writableSampleImage(context)),
		showKeys: () => showKeys(context.extension.packageJSON),
		rename: withAnnotations((session, annotations) => rename(session, annotations, categories)),
		delete: withAnnotations(remove),
		assignCategory: (digit) => {
			const session = provider.active;
			if (!session) return;
			const category = categoryOfDigit(folders.listFor(session.document.uri), digit);
			const annotations = targetsOf(session, undefined, undefined);
			if (typeof category === 'string') vscode.window.setStatusBarMessage(category, 5000);
			else if (mayChange(session, annotations)) assign(session.document, annotations, category);
		},
		refine: withAnnotations((session, [annotation]) => annotation && session.correct(annotation.id)),
		openSidecar: withActive(({ document }) =>
			vscode.commands.executeCommand('vscode.open', sidecarUri(document.uri)),
		),
		reopenAsText: withActive(({ document }) =>
			vscode.commands.executeCommand('vscode.openWith', sidecarUri(document.uri), 'default'),
		),
		segmentEverything: () => {
			if (!provider.active) return offerSampleImage();
			return segmentEverything(provider.active, () => inference.client.start()).catch((error: unknown) => {
				report(error);
				void showError(error);
			});
		},
		cancelSegmentEverything,
		nameUnnamed: withActive((session) =>
			nameUnnamed(session).catch((error: unknown) => {
				report(error);
				void showError(error);
			}),
		),
		reviewSuggestions: withActive(reviewSuggestions),
		findAlike: (item, items) => {
			const session = provider.active;
			if (!session) return;
			const annotations = targetsOf(session, item, items);
			if (!mayChange(session, annotations)) return;
			// Its keys choose among what is found.
			session.panel.reveal();
			session.selectAll(annotations.map(({ id }) => id));
			session.findAlike();
		},
		changeImageView: withActive((session) =>
			changeImageView(session).catch((error: unknown) => {
				report(error);
				void showError(error);
			}),
		),
		selectAnnotation: (id) => {
			// The keys that the view then names are its own: it has to have the focus.
			provider.active?.panel.reveal();
			provider.active?.select(typeof id === 'number' ? id : null);
		},
		showLevel,
		finerLevel: withActive((session) => session.stepLevel(-1)),
		coarserLevel: withActive((session) => session.stepLevel(1)),
		finerMask: withActive((session) => session.stepFound(-1)),
		coarserMask: withActive((session) => session.stepFound(1)),
		keep: withActive((session) => session.keep('shown')),
		keepAll: withActive((session) => session.keep('all')),
		undoPrompt: withActive((session) => session.undoPrompt()),
		redoPrompt: withActive((session) => session.redoPrompt()),
		clear: withActive((session) => session.clear()),
		moveCrosshair: (by) => {
			const step = crosshairStep.safeParse(by).data;
			if (step) provider.active?.moveCrosshair(step.dx, step.dy);
		},
	};
	for (const task of namedTasks) {
		commands[`segmentForTask.${task}`] = withActive((session) =>
			segmentForTask(session, task, async () => {
				const source = categories.sourceFor(session.document.uri);
				const known = source.known(session.document.state);
				return { known, isListed: source.isListed, everyday: await inference.client.knownNames() };
			}).catch((error: unknown) => {
				report(error);
				void showError(error);
			}),
		);
	}
	for (const [name, change] of Object.entries(suggestionActs)) {
		commands[name] = (item, items) => {
			const session = provider.active;
			return session && change(session, targetsOf(session, item, items));
		};
	}
	for (const [name, change] of Object.entries(annotationActs)) {
		commands[name] = (item, items) => {
			const session = provider.active;
			const annotations = session && targetsOf(session, item, items);
			return session && annotations && mayChange(session, annotations) && change(session, annotations);
		};
	}
	for (const [name, act] of Object.entries(viewingActs)) {
		commands[name] = (item, items) => {
			const session = provider.active;
			const annotations = session && targetsOf(session, item, items);
			return session && annotations && isAboutSomething(annotations) && act(session, annotations);
		};
	}
	for (const [name, select] of Object.entries(selectionActs)) commands[name] = withActive(select);
	for (const command of pageCommands) commands[command] = withActive((session) => session.command(command));
	for (const [name, change] of Object.entries(maskCommands))
		commands[name] = withAnnotations((session) => change(session));
	for (const [name, combine] of Object.entries(combineCommands)) {
		commands[name] = (item, items) => {
			const session = provider.active;
			const ids = session && idsOf(session, item, items);
			if (session && ids && mayChange(session, ids)) combine(session, ids);
		};
	}
	for (const [name, act] of Object.entries(imageEditCommands)) commands[name] = withActive(act);
	for (const [name, act] of Object.entries({ exportImage, saveCutOut, copyCutOut })) {
		commands[name] = withActive(async (session) => {
			try {
				await act(session);
			} catch (error) {
				report(error);
				void showError(error);
			}
		});
	}
	for (const level of [1, 2, 3, 4, 5, 6]) commands[`level${level}`] = () => showLevel(level);
	for (const [former, name] of Object.entries(formerNames)) commands[former] = commands[name]!;
	return vscode.Disposable.from(
		...Object.entries(commands).map(([name, act]) => vscode.commands.registerCommand(`strata.${name}`, act)),
	);
}

/** Opens an image in our editor: the one clicked in the Explorer or an editor's title, the active one, or one to choose. */
async function segmentImage(target: unknown): Promise<void> {
	const uri = target instanceof vscode.Uri ? target : (activeImage() ?? (await chooseImage()));
	if (uri) await openInStrata(uri);
}

async function chooseImage(): Promise<vscode.Uri | undefined> {
	const [uri] =
		(await vscode.window.showOpenDialog({
			title: vscode.l10n.t('Segment Image'),
			openLabel: vscode.l10n.t('Open'),
			filters: { [vscode.l10n.t('Images')]: Object.keys(imageMimeTypes) },
		})) ?? [];
	return uri;
}

/** What the walkthrough's button for a command says where no image is open in our editor. */
async function offerSampleImage(): Promise<void> {
	const open = vscode.l10n.t('Open Sample Image');
	const message = vscode.l10n.t('No image is open in Strata. Open one and try again.');
	if ((await showInfo(message, open)) === open) {
		await vscode.commands.executeCommand('strata.openSample');
	}
}

async function openInStrata(uri: vscode.Uri): Promise<void> {
	const others = tabsOf(uri);
	await vscode.commands.executeCommand('vscode.openWith', uri, SegmentEditorProvider.viewType);
	// Ours takes the place of VS Code's own viewer, as “Reopen Editor With…” would have it.
	await vscode.window.tabGroups.close(others, true);
}

/** The tabs of the group in front that show this image in another editor. */
function tabsOf(uri: vscode.Uri): vscode.Tab[] {
	return vscode.window.tabGroups.activeTabGroup.tabs.filter(
		({ input, isDirty }) =>
			input instanceof vscode.TabInputCustom &&
			input.viewType !== SegmentEditorProvider.viewType &&
			input.uri.toString() === uri.toString() &&
			!isDirty,
	);
}

function activeImage(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	const isFile = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
	return isFile && isImage(input.uri.path) ? input.uri : undefined;
}
