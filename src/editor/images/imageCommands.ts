import * as vscode from 'vscode';
import { summariseSidecar } from '../../formats/sidecar/sidecarSummary';
import { markDone } from '../../shared/annotations/annotationEdits';
import { sidecarUri, textFileOf } from '../document/sidecarStore';
import { compareNames, imagesBeside } from '../imageFolder';
import { showError } from '../messages';
import type { EditorSession } from '../session/editorSession';
import { SegmentEditorProvider } from '../session/segmentEditorProvider';
import type { ViewMemory } from '../session/viewMemory';
import { type ImageState, imageStates, type Step, stepFrom } from './imageList';
import { stateIcons, stateNames } from './imageStates';
import type { ImagesView } from './imagesView';
import type { WorkspaceImages } from './workspaceImages';

/** The commands for the images of a folder: from one to another, done or not, which are shown. */
export function registerImageCommands(
	editors: SegmentEditorProvider,
	images: WorkspaceImages,
	view: ImagesView,
	views: ViewMemory,
): vscode.Disposable {
	const steps: Readonly<Record<string, Step>> = {
		nextImage: 'next',
		previousImage: 'previous',
		nextUnfinishedImage: 'nextUnfinished',
		nextUnannotatedImage: 'nextUnannotated',
	};
	return vscode.Disposable.from(
		vscode.commands.registerCommand('strata.markDone', () => editors.active && toggleDone(editors.active)),
		vscode.commands.registerCommand('strata.filterImages', () => askFilter(images, view)),
		vscode.commands.registerCommand('strata.clearImagesFilter', () =>
			view.setFilter({ states: [], categories: [] }),
		),
		...Object.entries(steps).map(([name, step]) =>
			vscode.commands.registerCommand(
				`strata.${name}`,
				() => editors.active && go(editors.active, step, views),
			),
		),
	);
}

/** Says that the image in front is done, or not, and saves that. */
async function toggleDone({ document }: EditorSession): Promise<void> {
	const { state } = document;
	try {
		document.edit(markDone(state, !state.isDone));
		await vscode.workspace.save(document.uri);
		const sentence = state.isDone
			? vscode.l10n.t('The image is not done.')
			: vscode.l10n.t('The image is done.');
		vscode.window.setStatusBarMessage(sentence, 5000);
	} catch (error) {
		void showError(error);
	}
}

/** Asks which images the view shows. */
async function askFilter(images: WorkspaceImages, view: ImagesView): Promise<void> {
	const { filter } = view;
	const all = await images.list();
	const names = [
		...new Set(all.flatMap(({ summary }) => summary?.categories.map(({ name }) => name) ?? [])),
	].sort(compareNames);
	const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
	const items = [
		separator(vscode.l10n.t('State')),
		...imageStates.map((state) => ({
			...{ label: stateNames()[state], state, picked: filter.states.includes(state) },
			iconPath: new vscode.ThemeIcon(stateIcons[state]),
		})),
		separator(vscode.l10n.t('Category')),
		...names.map((category) => ({ label: category, category, picked: filter.categories.includes(category) })),
	];
	const title = vscode.l10n.t('Which Images to Show');
	const chosen = await vscode.window.showQuickPick<ChosenItem>(items, { title, canPickMany: true });
	if (!chosen) return;
	view.setFilter({
		states: chosen.flatMap(({ state }) => (state ? [state] : [])),
		categories: chosen.flatMap(({ category }) => (category === undefined ? [] : [category])),
	});
}

interface ChosenItem extends vscode.QuickPickItem {
	readonly state?: ImageState;
	readonly category?: string;
}

async function go({ document, panel }: EditorSession, step: Step, views: ViewMemory): Promise<void> {
	const images = (await imagesBeside(document.uri)).map((uri) => ({ uri, key: uri.toString() }));
	const skips: Partial<Record<Step, (image: { readonly uri: vscode.Uri }) => Promise<boolean>>> = {
		nextUnfinished: ({ uri }) => isDone(sidecarUri(uri)),
		nextUnannotated: ({ uri }) => exists(sidecarUri(uri)),
	};
	const image = await stepFrom(images, document.uri.toString(), step, skips[step]);
	if (!image) {
		vscode.window.setStatusBarMessage(endOf(step), 5000);
		return;
	}
	views.carry(document.uri, image.uri);
	await vscode.commands.executeCommand('vscode.openWith', image.uri, SegmentEditorProvider.viewType, {
		viewColumn: panel.viewColumn,
		preview: true,
	});
}

function endOf(step: Step): string {
	switch (step) {
		case 'next':
			return vscode.l10n.t('This is the last image of its folder.');
		case 'previous':
			return vscode.l10n.t('This is the first image of its folder.');
		case 'nextUnfinished':
			return vscode.l10n.t('All images after this one are done.');
		case 'nextUnannotated':
			return vscode.l10n.t('All images after this one have annotations.');
	}
}

async function isDone(sidecar: vscode.Uri): Promise<boolean> {
	// A file that cannot be read has nothing to say; opening its image says why.
	const text = await textFileOf(sidecar)
		.read()
		.catch(() => undefined);
	return text !== undefined && summariseSidecar(text).isDone;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch {
		return false;
	}
}
