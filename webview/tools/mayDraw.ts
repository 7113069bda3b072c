import { imageSize, type State } from '../store';

/** Whether there is an image and a document that can be changed. */
export function mayDraw(state: State): boolean {
	return state.picture !== null && imageSize(state) !== null && state.document.readOnlyReason === undefined;
}
