import type { SeenPart } from '../src/shared/protocol/editorProtocol';
import { vscodeApi } from './host';
import { imageSize, type State } from './store';
import { fitImage, type Size, type Viewport } from './viewport';

const restMs = 150;
let telling = 0;

/** Tells the host, once the view rests, so that the next image can be looked at alike. */
export function tellView(
	state: State,
	before: State,
	stage: Size,
	tell: (part: SeenPart | null) => void,
): void {
	if (!state.picture || state.viewport === before.viewport) return;
	clearTimeout(telling);
	telling = window.setTimeout(() => {
		const image = imageSize(state);
		tell(image && !isFitted(state, stage) ? { ...state.viewport, ...image } : null);
	}, restMs);
}

/** How the image before was looked at, where this one has its size. */
export function carriedView({ carried }: State, { width, height }: Size): { readonly viewport?: Viewport } {
	if (carried?.width !== width || carried.height !== height) return {};
	const { scale, left, top } = carried;
	return { viewport: { scale, left, top } };
}

/** What survives when the page is put away behind another tab: how the image is looked at. The host has the rest. */
interface SavedViewState {
	/** Absent where the whole image is shown, however large the editor is by then. */
	readonly viewport?: Viewport;
	readonly masksHidden: boolean;
}

export function saveViewState(state: State, before: State, stage: Size): void {
	if (!state.picture || (state.viewport === before.viewport && state.masksHidden === before.masksHidden))
		return;
	const { viewport, masksHidden } = state;
	const saved: SavedViewState = {
		...(!isFitted(state, stage) && { viewport }),
		masksHidden,
	};
	vscodeApi.setState(saved);
}

export function savedViewState(): Partial<SavedViewState> {
	// Only `saveViewState` writes it, and VS Code drops it with the editor.
	return (vscodeApi.getState() as SavedViewState | undefined) ?? {};
}

/** Whether the view is the one that shows the whole image. */
export function isFitted(state: State, stage: Size): boolean {
	const image = imageSize(state);
	return image !== null && fitImage(stage, image).scale === state.viewport.scale;
}
