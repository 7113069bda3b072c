// A page of `npm run bench`: a brush stroke on a picture of 12 megapixels with many masks, by our own tool and layers.
import { Canvas } from '../../webview/stage/canvas';
import { Picture } from '../../webview/stage/picture';
import { SketchLayer } from '../../webview/stage/sketchLayer';
import { Store } from '../../webview/store';
import { listenToPointer } from '../../webview/tools/pointer';
import { ToolBox } from '../../webview/tools/toolBox';
import { fitImage } from '../../webview/viewport';
import { manyAnnotations, sceneSize } from './manyAnnotations';

export interface StrokeTimes {
	/** Milliseconds from the pointer's event until the stroke is painted: median, and the slowest in a hundred. */
	readonly median: number;
	readonly slowest: number;
	/** Milliseconds between two frames meanwhile: the slowest in twenty. */
	readonly frame: number;
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** @param masks that are kept already @param radius of the brush in image pixels */
async function measure(masks: number, radius: number): Promise<StrokeTimes> {
	const side = 'position:absolute;inset:0;width:1280px;height:800px';
	document.body.innerHTML = `<div id="stage" style="${side}"><canvas style="${side}"></canvas><canvas style="${side}"></canvas><div></div></div>`;
	const stage = document.querySelector<HTMLElement>('#stage')!;
	const [overlay, sketch] = document.querySelectorAll('canvas');
	const canvas = new Canvas(overlay!);
	const layer = new SketchLayer(sketch!, stage.querySelector('div')!);
	const store = new Store();
	const size = { width: 1280, height: 800 };
	const viewport = fitImage(size, sceneSize);
	const tools = { ...store.state.tools, tool: 'brush', brushRadius: radius } as const;
	store.onChange((state) => {
		canvas.draw(state);
		layer.place(state.viewport);
	});
	const box = new ToolBox({
		store,
		act: () => undefined,
		hover: () => undefined,
		sketch: (next) => layer.show(next),
		ring: (at, ringRadius) => layer.ring(at, ringRadius),
		pan: () => undefined,
		set: () => undefined,
		pixels: () => null,
	});
	const stageActs = {
		pan: () => undefined,
		zoom: () => undefined,
		stepLevel: () => undefined,
		openMenu: () => false,
	};
	listenToPointer(
		stage,
		stageActs,
		() => box.inHand,
		() => store.state.viewport,
	);
	store.set({
		picture: new Picture(new Image()),
		image: { phase: 'ready', ...sceneSize },
		document: manyAnnotations(masks),
		viewport,
		tools,
	});
	await nextFrame();
	while (canvas.isDrawing) await nextFrame();
	// A made-up pointer cannot be captured.
	stage.setPointerCapture = () => undefined;
	const send = (type: string, i: number) => {
		const at = { clientX: 640 + 400 * Math.sin(i / 37), clientY: 400 + 250 * Math.sin(i / 23) };
		stage.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, bubbles: true, ...at }));
	};
	send('pointerdown', 0);
	const [events, frames]: [number[], number[]] = [[], []];
	let last = await nextFrame();
	for (let i = 1; i <= 600; i++) {
		const from = performance.now();
		send('pointermove', i);
		events.push(performance.now() - from);
		// As fast a mouse as there is: four events a frame.
		if (i % 4 !== 0) continue;
		const now = await nextFrame();
		frames.push(now - last);
		last = now;
	}
	send('pointerup', 600);
	const sorted = (times: number[]) => times.sort((a, b) => a - b);
	const [eventTimes, frameTimes] = [sorted(events), sorted(frames)];
	return {
		median: eventTimes[300]!,
		slowest: eventTimes[594]!,
		frame: frameTimes[Math.floor(frameTimes.length * 0.95)]!,
	};
}

declare global {
	var strokePage: { measure: typeof measure };
}
globalThis.strokePage = { measure };
