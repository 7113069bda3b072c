import * as vscode from 'vscode';
import { sidecarUri } from '../document/sidecarStore';
import { imagesBeside } from '../imageFolder';
import type { EditorSession } from '../session/editorSession';
import { SegmentEditorProvider } from '../session/segmentEditorProvider';
import { type Step, stepFrom } from './imageList';

/** The commands that lead from the image in front to another one of its folder. */
export function registerImageCommands(editors: SegmentEditorProvider): vscode.Disposable {
	const steps: Readonly<Record<string, Step>> = {
		nextImage: 'next',
		previousImage: 'previous',
		nextUnannotatedImage: 'nextUnannotated',
	};
	return vscode.Disposable.from(
		...Object.entries(steps).map(([name, step]) =>
			vscode.commands.registerCommand(`strata.${name}`, () => editors.active && go(editors.active, step)),
		),
	);
}

async function go({ document, panel }: EditorSession, step: Step): Promise<void> {
	const uris = await imagesBeside(document.uri);
	const images = await Promise.all(
		uris.map(async (uri) => ({
			uri,
			key: uri.toString(),
			isAnnotated: step === 'nextUnannotated' && (await exists(sidecarUri(uri))),
			isUnsaved: false,
		})),
	);
	const image = stepFrom(images, document.uri.toString(), step);
	if (!image) {
		vscode.window.setStatusBarMessage(endOf(step), 5000);
		return;
	}
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
		case 'nextUnannotated':
			return vscode.l10n.t('All images after this one have annotations.');
	}
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch {
		return false;
	}
}
