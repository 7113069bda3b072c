import {
	betweenFound,
	type PromptingState,
	promptingChanged,
	shownPlaceChanged,
} from '../../shared/protocol/editorProtocol';
import type { PageConnection } from './pageConnection';
import type { PromptingPart } from './promptingPort';

/** Tells the page what has changed: while one goes through the masks that were found, no more than which is shown. */
export function sendPrompting(
	page: Pick<PageConnection, 'send'>,
	state: PromptingState,
	only: PromptingPart | undefined,
): void {
	if (!only) page.send(promptingChanged, state);
	else if ('place' in only) page.send(shownPlaceChanged, only);
	else page.send(betweenFound, only);
}
