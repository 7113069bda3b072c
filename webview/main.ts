import '@vscode/codicons/dist/codicon.css';
import './style.css';
import { messageOf } from '../src/shared/messageOf';
import type { Display } from '../src/shared/protocol/display';
import * as view from '../src/shared/protocol/editorProtocol';
import { copyPicture } from './copyPicture';
import { Backgrounds } from './edits/backgrounds';
import { EditDrafts } from './edits/editDrafts';
import { EditPreview } from './edits/editPreview';
import { connectHost } from './host';
import { listenToDrops } from './imageDrop';
import { pageCommandsOf } from './pageCommands';
import './panels/editor';
import type { Editor } from './panels/editor';
import { showPointerReadout } from './panels/pointerReadout';
import { placeShown, slideTo, withBetween } from './prompting/foundMasks';
import { HoverPreview } from './prompting/hoverPreview';
import { warmMasks } from './prompting/warmMasks';
import { reportContext } from './reportContext';
import { carriedView, isFitted, savedViewState, saveViewState, tellView } from './savedViewState';
import { Canvas } from './stage/canvas';
import { clickableAnnotations } from './stage/drawnAnnotations';
import { annotationAt } from './stage/hitTest';
import { loadPicture } from './stage/picture';
import { picturePixels } from './stage/picturePixels';
import type { Sketch } from './stage/sketch';
import { SketchLayer } from './stage/sketchLayer';
import { TileLayer } from './stage/tileLayer';
import { imageSize, isPrompting, type State, Store } from './store';
import { Crosshair, listenToMouse } from './tools/crosshair';
import { Placing } from './tools/placing';
import { listenToPointer } from './tools/pointer';
import { ToolBox } from './tools/toolBox';
import { centreOn, fitImage, pan, zoomAt } from './viewport';

const store = new Store();
const host = connectHost();
const editor = document.querySelector<Editor>('strata-editor')!;
await editor.updateComplete;
const stage = editor.querySelector<HTMLElement>('#stage')!;
const picture = editor.querySelector<HTMLImageElement>('#picture')!;
const canvas = new Canvas(editor.querySelector<HTMLCanvasElement>('#overlay')!);
const tiles = editor.querySelector<HTMLCanvasElement>('#tiles')!;
const tileLayer = new TileLayer(tiles);
const edited = editor.querySelector<HTMLCanvasElement>('#edited')!;
const editPreview = new EditPreview(edited, () => store.set({}));
const backgrounds = new Backgrounds(store, host);
const stageSize = () => ({ width: stage.clientWidth, height: stage.clientHeight });

// The host has said what went wrong, if something did.
const act = (one: view.ViewAct) => host.sendRequest(view.act, one).catch(() => undefined);
const editDrafts = new EditDrafts(store, act);
editor.act = act;
editor.command = (command) => commands[command]();
const show = (display: Display) => {
	store.set({ display });
	act({ type: 'display', display });
};
editor.show = show;
editor.showOriginal = (editsHidden) => store.set({ editsHidden });
editor.pointAlike = (alikePointed) => store.set({ alikePointed });
editor.slide = (place) => slideTo(store, act, place);
editor.openEdit = (id) => store.set({ openedEdit: id });
editor.makeCutOut = () => host.sendRequest(view.readCutOut);
editor.draftEdit = editDrafts.show;
editor.changeEdit = editDrafts.change;
editor.go = (x, y) => {
	const image = imageSize(store.state);
	if (image) store.set({ viewport: centreOn(store.state.viewport, { x, y }, stageSize(), image) });
};
const preview = new HoverPreview(store, host);
const sketchLayer = new SketchLayer(
	editor.querySelector<HTMLCanvasElement>('#sketch')!,
	editor.querySelector<HTMLElement>('#ring')!,
);
let sketch: Sketch | null = null;
/** What was drawn and sent: it stays on the stage until the mask is there. */
let sent: Sketch | null = null;
const showSketch = (next: Sketch | null) => {
	sketch = next;
	sketchLayer.show(next);
};
const tools = new ToolBox({
	store,
	act: (one) => {
		sent = sketch;
		act(one);
	},
	hover: (point) => preview.hover(point),
	sketch: showSketch,
	ring: (at, radius) => sketchLayer.ring(at, radius),
	pan: panBy,
	set: (change) => {
		const next = { ...store.state.tools, ...change };
		store.set({ tools: next });
		act({ type: 'tools', tools: next });
	},
	pixels: () => store.state.picture && picturePixels(store.state.picture.element),
});
const placing = new Placing({
	get state() {
		return store.state;
	},
	draft: editDrafts.show,
	change: editDrafts.change,
	over: (isOver) => stage.classList.toggle('movable', isOver),
});
const cancelGesture = listenToPointer(
	stage,
	{
		pan: panBy,
		zoom(at, factor) {
			const image = imageSize(store.state);
			if (image) store.set({ viewport: zoomAt(store.state.viewport, at, factor, stageSize(), image) });
		},
		stepLevel: (step) => act({ type: 'stepLevel', step }),
		openMenu(at) {
			if (isPrompting(store.state)) return false;
			const mask = annotationAt(clickableAnnotations(store.state), at);
			if (mask) act({ type: 'select', id: mask.id });
			// What VS Code's `webview/context` menu asks for, and without its Cut, Copy and Paste.
			const section = { webviewSection: mask ? 'annotation' : 'image', preventDefaultContextMenuItems: true };
			stage.dataset.vscodeContext = JSON.stringify(section);
			return true;
		},
	},
	() => placing.around(tools.inHand),
	() => store.state.viewport,
);
const crosshair = new Crosshair(store, stageSize, () => tools.inHand);
listenToMouse(stage, () => crosshair.hide());
const commands = {
	...pageCommandsOf(store, stageSize, act, show, crosshair, tools),
	cancelDrag: cancelGesture,
};

const warm = warmMasks();
store.onChange((state, before) => {
	warm(state);
	editor.state = state;
	editor.stageSize = stageSize();
	backgrounds.update(state);
	editPreview.update(state);
	placePicture(state);
	canvas.draw(state);
	sketchLayer.place(state.viewport);
	const isAnswered = state.document !== before.document || state.prompting !== before.prompting;
	if (isAnswered && sketch && sketch === sent) showSketch(null);
	stage.style.setProperty('--tool-cursor', tools.inHand.cursor);
	saveViewState(state, before, stageSize());
	tellView(state, before, stageSize(), (part) => act({ type: 'viewed', part }));
});
reportContext(store, host, stage);
listenToDrops(document.body, (uris) => act({ type: 'openDropped', uris: uris.slice(0, 50) }));
// No keybinding: in a browser VS Code leaves Ctrl+C to the page.
document.addEventListener('copy', (event) => {
	if (document.activeElement !== stage) return;
	event.preventDefault();
	act({ type: 'run', command: 'strata.copyCutOut' });
});
showPointerReadout(stage, editor.querySelector<HTMLElement>('#foot .pointer')!, () => ({
	viewport: store.state.viewport,
	image: imageSize(store.state),
	picture: store.state.picture,
}));

/** The stage's size before; an image that is shown whole stays so when the editor is resized. */
let lastStage = stageSize();
new ResizeObserver(() => {
	const wasFitted = isFitted(store.state, lastStage);
	const size = stageSize();
	// Hidden with its tab: it comes back with another size, perhaps.
	if (size.width === 0 || size.height === 0) return;
	lastStage = size;
	const image = imageSize(store.state);
	store.set(wasFitted && image ? { viewport: fitImage(size, image) } : {});
}).observe(stage);

host.onNotification(view.documentChanged, ({ annotations, removed, ...rest }) => {
	const gone = new Set([...removed, ...annotations.map(({ id }) => id)]);
	const kept = store.state.document.annotations.filter(({ id }) => !gone.has(id));
	const all = [...kept, ...annotations].sort((a, b) => a.id - b.id);
	store.set({ document: { ...rest, annotations: all } });
	editDrafts.documentChanged();
});
host.onNotification(view.selectionChanged, ({ id, all }) => store.set({ selected: id, selection: all }));
host.onNotification(view.promptingChanged, (prompting) =>
	store.set({ prompting, slidTo: null, preview: null }),
);
host.onNotification(view.closerChanged, ({ closer }) => store.set({ closer, preview: null }));
host.onNotification(view.shownPlaceChanged, ({ place }) => store.set(placeShown(store.state, place)));
host.onNotification(view.betweenFound, ({ between }) => store.set(withBetween(store.state, between)));
host.onNotification(view.shownNameChanged, ({ name }) => store.set({ shownName: name }));
host.onNotification(view.alikeChanged, ({ alike }) => store.set({ alike, alikePointed: null }));
host.onNotification(view.alikeChoiceChanged, (choice) => {
	const { alike } = store.state;
	if (alike?.phase === 'found') store.set({ alike: { ...alike, ...choice } });
});
host.onNotification(view.imageStateChanged, (image) => store.set({ image }));
host.onNotification(view.settingsChanged, (settings) => store.set({ settings }));
host.onNotification(view.pageCommand, ({ command }) => commands[command]());
host.onNotification(view.moveCrosshair, ({ dx, dy }) => crosshair.move(dx, dy));
host.onNotification(view.pictureChanged, () => void showPicture());
host.onRequest(view.copyPicture, ({ bytes }) => copyPicture(bytes));
host.listen();

store.set(await host.sendRequest(view.ready));
await showPicture();

async function showPicture(): Promise<void> {
	try {
		const loaded = await loadPicture(picture, host, () => store.set({}));
		const isFirst = store.state.picture === null;
		store.state.picture?.tiles?.close();
		store.set({ picture: loaded });
		const image = imageSize(store.state)!;
		const fitted = { viewport: fitImage(stageSize(), image) };
		if (isFirst) store.set({ ...fitted, ...savedViewState(), ...carriedView(store.state, image) });
	} catch (error) {
		// The inference process says more exactly what is wrong with a file, and may have said it already.
		if (store.state.image.phase !== 'failed')
			store.set({ image: { phase: 'failed', message: messageOf(error) } });
	}
}

function panBy(dx: number, dy: number): void {
	const image = imageSize(store.state);
	if (image) store.set({ viewport: pan(store.state.viewport, dx, dy, stageSize(), image) });
}

function placePicture(state: State): void {
	const size = imageSize(state);
	if (!size || !state.picture) return;
	const { scale, left, top } = state.viewport;
	picture.style.width = `${size.width}px`;
	picture.style.height = `${size.height}px`;
	picture.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
	// What stands for tiles has larger pixels than the image's.
	picture.classList.toggle('sharp', scale >= 2 && !state.picture.tiles);
	const { brightness, contrast } = state.display;
	// Without a filter where there is none to see: the browser would draw through a buffer.
	const filter = brightness === 1 && contrast === 1 ? '' : `brightness(${brightness}) contrast(${contrast})`;
	for (const element of [picture, tiles, edited]) element.style.filter = filter;
	for (const element of [picture, tiles]) element.classList.toggle('covered', editPreview.covers);
	tileLayer.draw(state.picture, state.viewport, stageSize());
	const { left: stageLeft, top: stageTop } = stage.getBoundingClientRect();
	// Where the image lies in the page and how many prompts stand, for whoever looks at it from outside (assistive tools, tests).
	Object.assign(document.body.dataset, {
		scale: `${scale}`,
		originX: `${stageLeft + left}`,
		originY: `${stageTop + top}`,
		ready: `${state.image.phase === 'ready'}`,
		prompts: `${state.prompting.prompts.length}`,
		closer: state.closer ? (state.closer.isReady ? 'ready' : 'preparing') : 'off',
	});
}
