import '@vscode/codicons/dist/codicon.css';
import './style.css';
import { messageOf } from '../src/shared/messageOf';
import * as view from '../src/shared/protocol/editorProtocol';
import { connectHost } from './host';
import { Canvas } from './stage/canvas';
import './panels/editor';
import { keepState, keptState } from './keptState';
import type { Editor } from './panels/editor';
import { HoverPreview } from './prompting/hoverPreview';
import { Prompting } from './prompting/prompting';
import { reportContext } from './reportContext';
import { loadPicture } from './stage/picture';
import { listenToPointer } from './stage/pointer';
import { imageSize, type State, Store } from './store';
import { stageActs } from './tools/stageActs';
import { ViewActs } from './viewActs';
import { fitImage } from './viewport';

const store = new Store();
const host = connectHost();
const editor = document.querySelector<Editor>('strata-editor')!;
await editor.updateComplete;
const stage = editor.querySelector<HTMLElement>('#stage')!;
const picture = editor.querySelector<HTMLImageElement>('#picture')!;
const canvas = new Canvas(editor.querySelector<HTMLCanvasElement>('#overlay')!);
const stageSize = () => ({ width: stage.clientWidth, height: stage.clientHeight });

const prompting = new Prompting(store, host);
const views = new ViewActs(store, host, prompting, stageSize);
editor.acts = {
	command: (command) => views.command(command),
	pickLevel: (level) => views.pickLevel(level),
	run: (command) => void host.sendNotification(view.runCommand, { command }),
	dismissProblem: () => store.set({ problem: null }),
};
const preview = new HoverPreview(store, host);
listenToPointer(
	stage,
	stageActs(store, prompting, views, stageSize, (at) => preview.hover(at)),
);

store.onChange((state, before) => {
	editor.state = state;
	placePicture(state);
	canvas.draw(state);
	if (state.selected !== before.selected) void host.sendNotification(view.select, { id: state.selected });
	keepState(state, before);
});
reportContext(store, host);

/** The stage's size before; while the image is fitted, it stays so when the editor is resized. */
let lastStage = stageSize();
new ResizeObserver(() => {
	const { viewport } = store.state;
	const image = imageSize(store.state);
	const wasFitted = image && fitImage(lastStage, image).scale === viewport.scale;
	lastStage = stageSize();
	store.set(wasFitted ? { viewport: fitImage(lastStage, image) } : {});
}).observe(stage);

host.onNotification(view.documentChanged, ({ annotations, removed, ...rest }) => {
	const gone = new Set([...removed, ...annotations.map(({ id }) => id)]);
	const kept = store.state.document.annotations.filter(({ id }) => !gone.has(id));
	const all = [...kept, ...annotations].sort((a, b) => a.id - b.id);
	store.set({ document: { ...rest, annotations: all } });
});
host.onNotification(view.selectionChanged, ({ id }) => store.set({ selected: id }));
host.onNotification(view.imageStateChanged, (image) => store.set({ image }));
host.onNotification(view.settingsChanged, (settings) => store.set({ settings }));
host.onNotification(view.showLevel, ({ level }) => views.pickLevel(level));
host.onNotification(view.viewCommand, ({ command }) => views.command(command));
host.listen();

const { document: annotations, pack, ...rest } = await host.sendRequest(view.ready);
store.set({ ...rest, document: annotations });
try {
	await loadPicture(picture, host);
	store.set({ picture });
	const image = imageSize(store.state)!;
	store.set({ viewport: fitImage(stageSize(), image), ...keptState() });
	// Put away while another model was chosen.
	prompting.askAgain(pack);
} catch (error) {
	// The inference process says more exactly what is wrong with a file, and may have said it already.
	if (store.state.image.phase !== 'failed')
		store.set({ image: { phase: 'failed', message: messageOf(error) } });
}

function placePicture(state: State): void {
	const size = imageSize(state);
	if (!size || !state.picture) return;
	const { scale, left, top } = state.viewport;
	picture.style.width = `${size.width}px`;
	picture.style.height = `${size.height}px`;
	picture.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
	picture.classList.toggle('sharp', scale >= 2);
	const { left: stageLeft, top: stageTop } = stage.getBoundingClientRect();
	// Where the image lies in the page, for whoever looks at it from outside (assistive tools, tests).
	Object.assign(document.body.dataset, {
		scale: `${scale}`,
		originX: `${stageLeft + left}`,
		originY: `${stageTop + top}`,
		ready: `${state.image.phase === 'ready'}`,
	});
}
