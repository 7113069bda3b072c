import * as vscode from 'vscode';
import type { ViewAct } from '../../shared/protocol/editorProtocol';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { EditorServices } from './editorServices';
import type { KeptLevels } from './keeping';
import { openDropped } from './openDropped';
import type { SessionParts } from './sessionParts';

type ActOf<T extends ViewAct['type']> = Extract<ViewAct, { readonly type: T }>;
type Acts = { readonly [T in ViewAct['type']]: (act: ActOf<T>) => void };

interface ActPorts {
	readonly remembers: Pick<EditorServices, 'tools' | 'display' | 'views'>;
	/** What commands do, too. */
	readonly session: {
		select(id: number | null): void;
		selectAll(ids: readonly number[]): void;
		keep(which: KeptLevels): void;
		clear(): void;
	};
	/** @throws Error where the document cannot be changed */
	refine(id: number): void;
	chooseBackground(edit: number): void;
	/** Does something now or later; where it fails, says why. */
	attempt(act: () => void): void;
}

/**
 * What the page of a view asks for, and who does it.
 *
 * @returns does it; throws an Error with a sentence where it cannot be done
 */
export function viewActsOf(
	document: AnnotationDocument,
	parts: SessionParts,
	ports: ActPorts,
): (act: ViewAct) => void {
	const { prompting, keeping, levels, drawing, closer, imageEditing, alike } = parts;
	const { session, remembers } = ports;
	const draw = (act: () => void) => keeping.afterSaving(() => ports.attempt(act));
	const acts: Acts = {
		prompt: ({ prompt, anew }) => {
			const { readOnlyReason } = document.state;
			if (readOnlyReason !== undefined) throw new Error(readOnlyReason);
			keeping.afterSaving(() => prompting.add(prompt, anew));
		},
		draw: ({ shape, mode, anew }) => draw(() => drawing.draw(shape, mode, anew)),
		cut: ({ line }) => draw(() => drawing.cut(line)),
		refine: ({ id }) => ports.refine(id),
		addImageEdit: ({ edit }) => imageEditing.add(edit),
		changeImageEdit: ({ change }) => imageEditing.change(change),
		chooseBackground: ({ id }) => ports.chooseBackground(id),
		tools: ({ tools }) => remembers.tools.remember(tools),
		lookCloser: ({ region }) => {
			closer.lookAt(region);
			// What was clicked is looked at again: it is why one looks closer.
			prompting.askAgain();
		},
		openDropped: ({ uris }) => openDropped(document.uri, uris),
		select: ({ id }) => session.select(id),
		selectSeveral: ({ ids }) => {
			const known = new Set(document.state.annotations.map(({ id }) => id));
			session.selectAll(ids.filter((id) => known.has(id)));
		},
		showLevel: ({ level }) => levels.show(level),
		stepLevel: ({ step }) => levels.step(step),
		showFound: ({ place }) => void prompting.showFound(place),
		keep: ({ which }) => session.keep(which),
		setMinLikeness: ({ value }) => alike.setMinLikeness(value),
		toggleAlike: ({ index }) => alike.toggle(index),
		clear: () => session.clear(),
		dismissProblem: () => prompting.dismissProblem(),
		display: ({ display }) => remembers.display.remember(display),
		viewed: ({ part }) => remembers.views.remember(document.uri, part),
		run: ({ command }) => void vscode.commands.executeCommand(command),
	};
	return <T extends ViewAct['type']>(act: ActOf<T>) => acts[act.type](act);
}
