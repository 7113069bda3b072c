// The page of `npm run scale`'s frames: our own canvas with many masks, panned and zoomed.
import { Canvas } from '../../webview/stage/canvas';
import { annotationAt } from '../../webview/stage/hitTest';
import { Picture } from '../../webview/stage/picture';
import { initialState, type State } from '../../webview/store';
import { fitImage } from '../../webview/viewport';
import { manyAnnotations, sceneSize } from './manyAnnotations';

export interface Frames {
	/** Milliseconds between frames: the median, and that of the slowest in twenty. */
	readonly median: number;
	readonly slowest: number;
	/** Milliseconds until all masks were drawn for the first time. */
	readonly firstDrawing: number;
	/** Milliseconds of a hit test, on average. */
	readonly hitTest: number;
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** @param count of masks; 0 draws the picture alone */
async function measure(count: number): Promise<Frames> {
	document.body.innerHTML = '<canvas style="width:1280px;height:800px"></canvas>';
	const element = document.querySelector('canvas')!;
	const canvas = new Canvas(element);
	const stage = { width: element.clientWidth, height: element.clientHeight };
	const base: State = {
		...initialState,
		picture: new Picture(new Image()),
		image: { phase: 'ready', ...sceneSize },
		document: manyAnnotations(count),
		viewport: fitImage(stage, sceneSize),
	};
	const from = performance.now();
	canvas.draw(base);
	while (canvas.isDrawing) {
		await nextFrame();
	}
	const firstDrawing = performance.now() - from;
	const times: number[] = [];
	let last = await nextFrame();
	for (let i = 0; i < 120; i++) {
		const scale = base.viewport.scale * (i < 60 ? 1 : 1.03 ** (i - 60));
		const viewport = { scale, left: base.viewport.left - 8 * Math.min(i, 60), top: base.viewport.top - i };
		canvas.draw({ ...base, viewport });
		const now = await nextFrame();
		times.push(now - last);
		last = now;
	}
	times.sort((a, b) => a - b);
	const { annotations } = base.document;
	annotationAt(annotations, { x: 1, y: 1 });
	const before = performance.now();
	for (let i = 0; i < 200; i++) annotationAt(annotations, { x: (i * 97) % 4000, y: (i * 61) % 3000 });
	const hitTest = (performance.now() - before) / 200;
	return { median: times[60]!, slowest: times[114]!, firstDrawing, hitTest };
}

declare global {
	var framesPage: { measure: typeof measure };
}
globalThis.framesPage = { measure };
