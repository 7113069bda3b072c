import { innermost } from './innermost.mjs';
import { encodeRle } from './rle.mjs';

/** @typedef {import('./stage.mjs').Node} Node */
/** @typedef {import('./layers.mjs').Layers} Layers */

// Below this many pixels a node is taken for hidden: nobody could click it or judge a mask of it.
const FEWEST = 400;

/** The exact masks of every visible object and part, as a COCO dataset. A whole is what is seen of it and its
 * parts; `strata.click` is a point well inside, where a node has pixels that are no part's on one of those.
 * @param {Layers} layers @param {Node[]} nodes @param {string} fileName */
export function truthOf({ width, height, ids }, nodes, fileName) {
	/** @type {{ id: number, name: string, supercategory: string }[]} */
	const categories = [];
	const seen = nodes
		.map((node) => ({ node, mask: maskOf(ids, within(nodes, node.id)) }))
		.filter(({ mask }) => mask.reduce((sum, value) => sum + value, 0) >= FEWEST);
	const annotations = seen.map(({ node, mask }, i) => {
		const own = innermost(maskOf(ids, new Set([node.id])), width, height);
		const { x, y } = own.depth > 4 ? own : innermost(mask, width, height);
		const parent = 1 + seen.findIndex((other) => other.node.id === node.parent);
		return {
			id: i + 1,
			image_id: 1,
			category_id: categoryOf(categories, node),
			segmentation: { size: [height, width], counts: encodeRle(mask, width, height) },
			...extent(mask, width),
			iscrowd: 0,
			strata: { ...(parent && { parent }), click: { x, y } },
		};
	});
	const info = { description: 'The exact masks of a picture that the project rendered itself', version: '1' };
	return { info, images: [{ id: 1, file_name: fileName, width, height }], categories, annotations };
}

/** A node's id with those of all that is part of it. @param {Node[]} nodes @param {number} id */
function within(nodes, id) {
	const family = new Set([id]);
	for (const node of nodes) if (family.has(node.parent)) family.add(node.id);
	return family;
}

/** @param {Uint8Array} ids @param {Set<number>} family */
const maskOf = (ids, family) => ids.map((id) => (family.has(id) ? 1 : 0));

/** @param {{ id: number, name: string, supercategory: string }[]} categories @param {Node} node */
function categoryOf(categories, { name, kind }) {
	const known = categories.find((category) => category.name === name && category.supercategory === kind);
	if (known) return known.id;
	categories.push({ id: categories.length + 1, name, supercategory: kind });
	return categories.length;
}

/** @param {Uint8Array} mask @param {number} width */
function extent(mask, width) {
	let area = 0;
	let [left, top, right, bottom] = [width, mask.length / width, -1, -1];
	for (let p = 0; p < mask.length; p++) {
		if (!mask[p]) continue;
		area++;
		left = Math.min(left, p % width);
		right = Math.max(right, p % width);
		top = Math.min(top, Math.floor(p / width));
		bottom = Math.max(bottom, Math.floor(p / width));
	}
	return { area, bbox: [left, top, right - left + 1, bottom - top + 1] };
}

/** The dataset as text, one entry a line. @param {ReturnType<typeof truthOf>} truth */
export function truthText({ info, images, categories, annotations }) {
	const list = (/** @type {object[]} */ entries) => entries.map((entry) => JSON.stringify(entry)).join(',\n');
	const lists = Object.entries({ images, categories, annotations });
	const parts = lists.map(([name, entries]) => `"${name}": [\n${list(entries)}\n]`);
	return `{\n"info": ${JSON.stringify(info)},\n${parts.join(',\n')}\n}\n`;
}
