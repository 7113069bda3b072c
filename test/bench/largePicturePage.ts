// The page of `npm run scale`'s large picture: panned and zoomed as in the editor, with masks over it and alone.
import type { Tile } from '../../src/shared/imageTiles';
import { Canvas } from '../../webview/stage/canvas';
import { Picture } from '../../webview/stage/picture';
import { PictureTiles } from '../../webview/stage/pictureTiles';
import { TileLayer } from '../../webview/stage/tileLayer';
import { initialState, type State } from '../../webview/store';
import { fitImage, type Size, type Viewport } from '../../webview/viewport';
import { manyAnnotations, sceneSize } from './manyAnnotations';

export interface LargeFrames {
	/** Milliseconds between frames, the median. */
	readonly median: number;
	/** Of all frames, those that came later than 33 ms after the one before: 0 to 1. */
	readonly late: number;
}

const frames = 240;
const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** Half a way across at the size that shows all, then in to the picture's own pixels, then across there. */
function viewportAt(i: number, start: Viewport, stage: Size): Viewport {
	const third = frames / 3;
	const share = Math.min(1, Math.max(0, (i - third) / third));
	const scale = start.scale ** (1 - share);
	const across = 4 * Math.min(i, third) + 6 * Math.max(0, i - 2 * third);
	const middle = {
		x: (stage.width / 2 - start.left) / start.scale,
		y: (stage.height / 2 - start.top) / start.scale,
	};
	return {
		scale,
		left: stage.width / 2 - middle.x * scale - across,
		top: stage.height / 2 - middle.y * scale - across / 2,
	};
}

/** @param image pixels of the one that `largePicture.ts` serves, in the proportions of the scene of the masks */
async function measure(image: Size, masks: number): Promise<LargeFrames> {
	const side = 'position:absolute;inset:0;width:1280px;height:800px';
	document.body.innerHTML = `<div style="position:relative;width:1280px;height:800px;overflow:hidden"><img style="position:absolute;left:0;top:0;width:${image.width}px;height:${image.height}px;max-width:none;transform-origin:0 0"><canvas style="${side}"></canvas><canvas style="${side}"></canvas></div>`;
	const whole = document.querySelector('img')!;
	const [tileCanvas, element] = document.querySelectorAll('canvas');
	whole.src = 'pictures/whole.jpg';
	await whole.decode();
	const read = async ({ size, column, row }: Tile) => {
		const answer = await fetch(`size-${size}/${column}_${row}.jpeg`);
		return { bytes: new Uint8Array(await answer.arrayBuffer()), mimeType: 'image/jpeg' };
	};
	const stage = { width: 1280, height: 800 };
	const start = fitImage(stage, image);
	let shown = start;
	const tileLayer = new TileLayer(tileCanvas!);
	const picture = new Picture(
		whole,
		new PictureTiles(image, read, () => tileLayer.draw(picture, shown, stage)),
	);
	const canvas = new Canvas(element!);
	const base: State = {
		...initialState,
		picture,
		image: { phase: 'ready', ...sceneSize },
		document: manyAnnotations(masks),
		viewport: start,
	};
	const show = (viewport: Viewport) => {
		shown = viewport;
		whole.style.transform = `translate(${viewport.left}px, ${viewport.top}px) scale(${viewport.scale})`;
		tileLayer.draw(picture, viewport, stage);
		const toScene = image.width / sceneSize.width;
		if (masks > 0) canvas.draw({ ...base, viewport: { ...viewport, scale: viewport.scale * toScene } });
	};
	show(start);
	do await nextFrame();
	while (canvas.isDrawing);
	const times: number[] = [];
	let last = await nextFrame();
	for (let i = 0; i < frames; i++) {
		show(viewportAt(i, start, stage));
		const now = await nextFrame();
		times.push(now - last);
		last = now;
	}
	picture.tiles!.close();
	times.sort((a, b) => a - b);
	// A frame of 60 Hz more or less is no late one.
	return { median: times[frames / 2]!, late: times.filter((time) => time > 34).length / frames };
}

declare global {
	var largePicturePage: { measure: typeof measure };
}
globalThis.largePicturePage = { measure };
