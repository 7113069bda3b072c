import type { Display } from '../src/shared/protocol/display';
import type { PageCommand, ViewAct } from '../src/shared/protocol/editorProtocol';
import { type ToolName, toolNames } from '../src/shared/protocol/tools';
import { nextRegion } from './closerLook';
import { holdToHide } from './holdToHide';
import { imageSize, type Store } from './store';
import type { Crosshair } from './tools/crosshair';
import type { ToolBox } from './tools/toolBox';
import { actualSize, fitImage, type Size, type Viewport, zoomAt } from './viewport';

const zoomStep = 1.25;

/** How the page carries out what keys, palette and buttons ask of it. */
export function pageCommandsOf(
	store: Store,
	stageSize: () => Size,
	act: (one: ViewAct) => void,
	show: (display: Display) => void,
	crosshair: Crosshair,
	tools: Pick<ToolBox, 'inHand' | 'take'>,
): Readonly<Record<Exclude<PageCommand, 'cancelDrag'>, () => void>> {
	const changeViewport = (change: (viewport: Viewport, stage: Size, image: Size) => Viewport) => {
		const image = imageSize(store.state);
		if (image) store.set({ viewport: change(store.state.viewport, stageSize(), image) });
	};
	const zoom = (factor: number) => {
		const { width, height } = stageSize();
		const middle = { left: width / 2, top: height / 2 };
		changeViewport((viewport, stage, image) => zoomAt(viewport, middle, factor, stage, image));
	};
	const change = (part: Partial<Display>) => show({ ...store.state.display, ...part });
	return {
		zoomIn: () => zoom(zoomStep),
		zoomOut: () => zoom(1 / zoomStep),
		zoomToFit: () => changeViewport((_viewport, stage, image) => fitImage(stage, image)),
		zoomToActualSize: () => changeViewport(actualSize),
		lookCloser: () => {
			const image = imageSize(store.state);
			if (image) act({ type: 'lookCloser', region: nextRegion(store.state, stageSize(), image) });
		},
		toggleMasks: holdToHide(() => store.set({ masksHidden: !store.state.masksHidden })),
		// Both panels have the same place.
		toggleDisplayPanel: () =>
			store.set({ displayPanelOpen: !store.state.displayPanelOpen, editsPanelOpen: false }),
		toggleEditsPanel: () =>
			store.set({ editsPanelOpen: !store.state.editsPanelOpen, displayPanelOpen: false }),
		showEditsPanel: () => store.set({ editsPanelOpen: true, displayPanelOpen: false }),
		toggleImageEdits: holdToHide(() => store.set({ editsHidden: !store.state.editsHidden })),
		clickAtCrosshair: () => crosshair.click(),
		clickNegativeAtCrosshair: () => crosshair.click({ shift: true }),
		clickAnewAtCrosshair: () => crosshair.click({ ctrl: true }),
		toggleOutlines: () => change({ outlinesOnly: !store.state.display.outlinesOnly }),
		...(Object.fromEntries(toolNames.map((name) => [`tool.${name}`, () => tools.take(name)])) as Record<
			`tool.${ToolName}`,
			() => void
		>),
		toolSmaller: () => tools.inHand.resize?.(-1),
		toolLarger: () => tools.inHand.resize?.(1),
		toggleSelectedOnly: () => change({ selectedOnly: !store.state.display.selectedOnly }),
	};
}
