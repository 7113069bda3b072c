import * as vscode from 'vscode';
import type { Annotation } from '../shared/annotations/annotation';
import { changeCategory, removeAnnotations } from '../shared/annotations/annotationEdits';
import { messageOf } from '../shared/messageOf';
import { viewCommands } from '../shared/protocol/editorProtocol';
import type { CategoryMemory } from './categories/categoryMemory';
import { pickCategory } from './categories/categoryPick';
import { sidecarUri } from './document/sidecarStore';
import type { EditorServices, EditorSession } from './session/editorSession';
import { SegmentEditorProvider } from './session/segmentEditorProvider';
import { segmentEverything } from './session/segmentEverything';

/** Registers every command that package.json names, save those of the inference process and of packs. */
export function registerCommands(
	provider: SegmentEditorProvider,
	categories: CategoryMemory,
	{ client, report }: Pick<EditorServices, 'client' | 'report'>,
): vscode.Disposable {
	const start = () => client.start();
	const ofActive = (act: (session: EditorSession) => unknown) => () =>
		provider.active && act(provider.active);
	/** From the tree, the item that was clicked; from a key or the palette, what is selected. */
	const ofItem = (act: (session: EditorSession) => unknown) => (item: unknown) => {
		if (isAnnotation(item)) provider.active?.select(item.id);
		return ofActive(act)();
	};
	const commands: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
		segmentImage: (target) => segmentImage(target),
		rename: ofItem((session) => rename(session, categories)),
		delete: ofItem(deleteSelected),
		openSidecar: ofActive(({ document }) =>
			vscode.commands.executeCommand('vscode.open', sidecarUri(document.uri)),
		),
		reopenAsText: ofActive(({ document }) =>
			vscode.commands.executeCommand('vscode.openWith', sidecarUri(document.uri), 'default'),
		),
		segmentEverything: ofActive((session) =>
			segmentEverything(session, start).catch((error: unknown) => {
				report(error);
				void vscode.window.showErrorMessage(messageOf(error));
			}),
		),
		selectAnnotation: (id) => {
			// The keys that the view then names are its own: it has to have the focus.
			provider.active?.panel.reveal();
			provider.active?.select(typeof id === 'number' ? id : null);
		},
	};
	const viewActs = viewCommands.map(
		(command) => [command, ofActive((session) => session.command(command))] as const,
	);
	return vscode.Disposable.from(
		...[...Object.entries(commands), ...viewActs].map(([name, act]) =>
			vscode.commands.registerCommand(`strata.${name}`, act),
		),
	);
}

function isAnnotation(item: unknown): item is Pick<Annotation, 'id'> {
	return typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'number';
}

/** Opens an image in our editor: the one clicked in the explorer or an editor's title, else the one in front. */
async function segmentImage(target: unknown): Promise<void> {
	const uri = target instanceof vscode.Uri ? target : imageInFront();
	if (!uri) {
		void vscode.window.showInformationMessage(
			'Expected an image to segment, but no image is open. Open one, or choose “Segment Image” in the explorer’s context menu.',
		);
		return;
	}
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

function imageInFront(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
		? input.uri
		: undefined;
}

async function rename({ document, selected }: EditorSession, categories: CategoryMemory): Promise<void> {
	const annotation = document.state.annotations.find(({ id }) => id === selected);
	if (!annotation) return;
	const present = document.state.categories.find(({ id }) => id === annotation.categoryId);
	const choice = await pickCategory({
		title: present ? `Category instead of ${present.name}` : 'Category',
		known: categories.known(document.state),
		forget: (category) => categories.forget(category),
		suggestedKind: present?.kind ?? 'object',
	});
	if (choice === undefined || choice === 'skip') return;
	document.edit(changeCategory(document.state, annotation.id, choice));
	categories.remember(choice, annotation.level);
}

function deleteSelected({ document, selected }: EditorSession): void {
	if (selected !== null) document.edit(removeAnnotations(document.state, [selected]));
}
