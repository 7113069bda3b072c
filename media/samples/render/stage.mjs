import { compose, placement } from './placement.mjs';
import { around, boundsIn, makeSolid } from './solid.mjs';

/** @typedef {import('./placement.mjs').Placement} Placement */
/** @typedef {import('./solid.mjs').SolidData & { material: string }} Surface */
/**
 * A thing, or a part of a thing, as data. A name makes it a node of the truth; without one it is only a group.
 * @typedef {object} Thing
 * @property {string} [name] its category
 * @property {'object' | 'part'} [kind]
 * @property {number[]} [at]
 * @property {number[]} [turn] degrees about x, y, z
 * @property {Surface[]} [surfaces] what of it is no part's
 * @property {Thing[]} [parts]
 */
/** @typedef {{ id: number, name: string, kind: 'object' | 'part', parent: number }} Node */
/**
 * One solid of one material, ready for rays.
 * @typedef {object} Piece
 * @property {number[]} rotation
 * @property {number[]} origin
 * @property {(x: number, y: number, z: number) => number} distance in its own frame
 * @property {number[]} inside bounds in its own frame
 * @property {number[]} bounds bounds in the world
 * @property {string} material
 * @property {number} node the truth's node, 0 for what belongs to none
 */
/** @typedef {{ nodes: Node[], groups: { bounds: number[], pieces: Piece[] }[] }} Stage */

/** Turns things (data) into solids that rays can meet, and numbers the nodes of the truth from 1.
 * @param {Thing[]} things @returns {Stage} */
export function stageOf(things) {
	/** @type {Node[]} */
	const nodes = [];
	const groups = things.map((thing) => {
		/** @type {Piece[]} */
		const pieces = [];
		gather(thing, placement({}), 0, nodes, pieces);
		return { bounds: around(pieces), pieces };
	});
	return { nodes, groups };
}

function gather(
	/** @type {Thing} */ thing,
	/** @type {Placement} */ outer,
	/** @type {number} */ parent,
	/** @type {Node[]} */ nodes,
	/** @type {Piece[]} */ pieces,
) {
	const frame = compose(outer, placement(thing));
	let node = parent;
	if (thing.name) {
		node = nodes.length + 1;
		nodes.push({ id: node, name: thing.name, kind: thing.kind ?? 'part', parent });
	}
	for (const surface of thing.surfaces ?? []) pieces.push(pieceOf(surface, frame, node));
	for (const part of thing.parts ?? []) gather(part, frame, node, nodes, pieces);
}

/** @param {Surface} surface @param {Placement} frame @param {number} node @returns {Piece} */
function pieceOf(surface, frame, node) {
	const own = compose(frame, placement(surface));
	const { distance, bounds } = makeSolid(surface);
	return {
		...own,
		distance,
		inside: bounds,
		bounds: boundsIn(own, bounds),
		material: surface.material,
		node,
	};
}
