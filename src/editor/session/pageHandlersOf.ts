import * as vscode from 'vscode';
import { messageOf } from '../../shared/messageOf';
import type * as protocol from '../../shared/protocol/editorProtocol';
import type { AnnotationDocument } from '../document/annotationDocument';
import { settings } from '../settings';
import type { EditorServices } from './editorServices';
import { findBackground } from './imageBackgrounds';
import type { PageHandlers } from './pageConnection';
import { pageStrings } from './pageStrings';
import type { SessionParts } from './sessionParts';

interface PageEvents extends Pick<PageHandlers, 'act' | 'contextChanged'> {
	/** The page has been given the document as it is. */
	opened(): void;
}

/** Answers what the page of a view asks. */
export function pageHandlersOf(
	document: AnnotationDocument,
	parts: SessionParts,
	services: EditorServices,
	events: PageEvents,
): PageHandlers {
	const { image, questions } = parts;
	return {
		ready: () => {
			void image.open().catch(() => undefined);
			events.opened();
			return initialStateOf(document, parts, services);
		},
		readImage: (asTiles) => image.read(asTiles),
		readTile: async (tile) => {
			try {
				return await image.readTile(tile);
			} catch (error) {
				// A window full of tiles would say it as often.
				services.report(error);
				throw error;
			}
		},
		readBackground: async (file) => {
			try {
				return await image.readFile(await findBackground(document.uri, file));
			} catch (error) {
				return { problem: messageOf(error) };
			}
		},
		readCutOut: () => parts.cutOuts.make(),
		preview: (prompts) => questions.preview(prompts),
		act: events.act,
		contextChanged: events.contextChanged,
		reportInvalid: (error) => services.report(error),
	};
}

function initialStateOf(
	document: AnnotationDocument,
	{ image, prompting, selection, alike, closer }: SessionParts,
	services: EditorServices,
): protocol.InitialState {
	return {
		fileName: document.fileName,
		document: document.state,
		selected: selection.last,
		selection: selection.ids,
		image: image.state,
		prompting: prompting.state,
		alike: alike.state,
		closer: closer.state,
		settings: viewSettingsOf(document, services),
		display: services.display.last,
		carried: services.views.take(document.uri),
		tools: services.tools.last,
		strings: pageStrings(),
		language: vscode.env.language,
	};
}

export function viewSettingsOf(
	{ uri }: AnnotationDocument,
	{ folders }: Pick<EditorServices, 'folders'>,
): protocol.ViewSettings {
	return { ...settings.view(uri), categoryColours: folders.coloursFor(uri) };
}
