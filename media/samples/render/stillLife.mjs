import { fruitBowl } from './things/bowl.mjs';
import { apple, orange, pear } from './things/fruit.mjs';
import { mug } from './things/mug.mjs';
import { truck } from './things/truck.mjs';

/**
 * All that a picture needs, as data: another scene is another such object.
 * @typedef {object} Scene
 * @property {number} seed
 * @property {number} width
 * @property {number} height
 * @property {import('./camera.mjs').CameraData} camera
 * @property {import('./lights.mjs').LightData} lights
 * @property {import('./develop.mjs').Film} film
 * @property {Record<string, import('./materials.mjs').MaterialData>} materials
 * @property {import('./stage.mjs').Thing[]} things
 */

/** @type {Scene['materials']} */
const materials = {
	oak: {
		colour: '#8d6440',
		second: '#53341d',
		pattern: 'wood',
		roughness: 0.42,
		bump: { scale: 30, height: 0.0006 },
	},
	wall: { colour: '#a9b3a8', second: '#93a39b', pattern: 'clouded', roughness: 0.95, gloss: 0.01 },
	redPaint: { colour: '#c8281e', roughness: 0.16 },
	yellowPaint: { colour: '#f0b323', roughness: 0.2 },
	darkFrame: { colour: '#33383d', roughness: 0.4 },
	rubber: { colour: '#232426', roughness: 0.68, bump: { scale: 60, height: 0.0003 } },
	cream: { colour: '#efe4cb', roughness: 0.22 },
	chrome: { colour: '#d9dadb', roughness: 0.14, metal: true, gloss: 0.8 },
	darkGlass: { colour: '#2b4358', roughness: 0.05, gloss: 0.07 },
	lampGlass: { colour: '#fff3c9', roughness: 0.08, gloss: 0.06 },
	glaze: {
		colour: '#ece6da',
		second: '#24618a',
		pattern: 'banded',
		band: [0.62, 1.42],
		outside: 0.84,
		roughness: 0.12,
		gloss: 0.05,
	},
	blueGlaze: { colour: '#1f4f78', roughness: 0.12, gloss: 0.05 },
	coffee: { colour: '#1d0d06', second: '#6b3f1d', pattern: 'drink', roughness: 0.06 },
	celadon: { colour: '#dfe5df', pattern: 'banded', roughness: 0.14, gloss: 0.05 },
	appleSkin: { colour: '#a8141b', second: '#d9a13a', pattern: 'apple', roughness: 0.22, gloss: 0.045 },
	orangePeel: {
		colour: '#ef7f12',
		second: '#e46a0c',
		pattern: 'clouded',
		roughness: 0.4,
		bump: { scale: 16, height: 0.008 },
	},
	pearSkin: { colour: '#a9b53a', second: '#c9b545', pattern: 'speckled', roughness: 0.35 },
	bark: { colour: '#4a3019', roughness: 0.8 },
	sepal: { colour: '#6f7d2c', roughness: 0.7 },
};

const fruit = [
	apple({ at: [-0.82, 1.12, 0.42], turn: [8, 20, 14], radius: 0.84, skin: 'appleSkin', stem: 'bark' }),
	orange({ at: [0.78, 1.1, 0.5], turn: [24, 0, -14], radius: 0.8, skin: 'orangePeel', stem: 'sepal' }),
	pear({ at: [0.05, 1.2, -0.72], turn: [-8, 30, -12], radius: 0.78, skin: 'pearSkin', stem: 'bark' }),
];

const paint = {
	cab: 'redPaint',
	bed: 'yellowPaint',
	frame: 'darkFrame',
	tyre: 'rubber',
	hub: 'cream',
	bolt: 'chrome',
	glass: 'darkGlass',
	lamp: 'lampGlass',
	trim: 'chrome',
};

/** A toy truck, a bowl of fruit and a mug on an oak table by a window. @type {Scene} */
export const stillLife = {
	seed: 20,
	width: 1200,
	height: 900,
	camera: {
		from: [0.2, 5.5, 13.2],
		towards: [0.12, 1.12, 0],
		fieldOfView: 37.2,
		focus: 12.8,
		aperture: 0.05,
	},
	lights: {
		window: {
			centre: [-8.2, 7.2, 1.6],
			right: [-0.6, 0, -2.9],
			up: [1.45, 2.1, -0.3],
			light: [34, 30, 24.5],
			panes: [2, 3],
		},
		sky: { above: [0.34, 0.38, 0.46], level: [0.3, 0.31, 0.34], below: [0.12, 0.1, 0.08] },
	},
	film: { exposure: 1, vignette: 0.35, grain: 0.015, seed: 20 },
	materials,
	things: [
		{
			surfaces: [{ shape: 'box', size: [30, 0.6, 13.2], round: 0.08, at: [0, -0.3, 1.9], material: 'oak' }],
		},
		{ surfaces: [{ shape: 'box', size: [40, 24, 0.4], at: [0, 4, -8.2], material: 'wall' }] },
		truck({ at: [-2, 0, 0.9], turn: [0, -32, 0], paint }),
		fruitBowl({ at: [1.2, 0, -1.7], radius: 1.75, material: 'celadon', fruit }),
		mug({
			at: [2.45, -0.03, 1.6],
			turn: [0, -28, 0],
			paint: { body: 'glaze', handle: 'blueGlaze', drink: 'coffee' },
		}),
	],
};
