/** A picture with a part to be filled, at one scale. */
export interface HolePicture {
	readonly width: number;
	readonly height: number;
	/** float32[height, width, 3], 0 to 255. */
	readonly colours: Float32Array;
	/** uint8[height, width]: 1 where a pixel is to be filled. */
	readonly hole: Uint8Array;
}

/** The same at half the size, rounded up. Colours are means of what is known; a pixel is a hole where all of it is. */
export function halve({ width, height, colours, hole }: HolePicture): HolePicture {
	const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
	const result = {
		...half,
		colours: new Float32Array(half.width * half.height * 3),
		hole: new Uint8Array(half.width * half.height),
	};
	for (let y = 0; y < half.height; y++) {
		for (let x = 0; x < half.width; x++) {
			const to = y * half.width + x;
			let known = 0;
			for (let j = 0; j < 2; j++) {
				for (let i = 0; i < 2; i++) {
					const [column, row] = [2 * x + i, 2 * y + j];
					if (column >= width || row >= height) continue;
					const from = row * width + column;
					if (hole[from]) continue;
					known++;
					for (let c = 0; c < 3; c++) result.colours[to * 3 + c]! += colours[from * 3 + c]!;
				}
			}
			if (known === 0) result.hole[to] = 1;
			else for (let c = 0; c < 3; c++) result.colours[to * 3 + c]! /= known;
		}
	}
	return result;
}

/** How far each pixel of the hole is from what is known, in pixels (city blocks); 0 outside of the hole. */
export function depths({ width, height, hole }: HolePicture): Int32Array {
	const depth = new Int32Array(width * height);
	const far = width + height;
	const at = (x: number, y: number) =>
		x < 0 || y < 0 || x >= width || y >= height ? far : depth[y * width + x]!;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			if (hole[y * width + x]) depth[y * width + x] = 1 + Math.min(at(x - 1, y), at(x, y - 1));
		}
	}
	for (let y = height - 1; y >= 0; y--) {
		for (let x = width - 1; x >= 0; x--) {
			const i = y * width + x;
			if (hole[i]) depth[i] = Math.min(depth[i]!, 1 + at(x + 1, y), 1 + at(x, y + 1));
		}
	}
	return depth;
}

/** Fills the hole from its rim inwards with the means of what lies around: a smooth start for better fillings. */
export function fillSmoothly(picture: HolePicture): void {
	const { width, height, colours } = picture;
	const depth = depths(picture);
	const order = inOrderOf(depth);
	const isFilled = Uint8Array.from(picture.hole, (inHole) => 1 - inHole);
	for (const i of order) {
		const [x, y] = [i % width, Math.floor(i / width)];
		let known = 0;
		const sums = [0, 0, 0];
		for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
			for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
				const from = row * width + column;
				if (!isFilled[from]) continue;
				known++;
				for (let c = 0; c < 3; c++) sums[c]! += colours[from * 3 + c]!;
			}
		}
		isFilled[i] = 1;
		for (let c = 0; c < 3; c++) colours[i * 3 + c] = known === 0 ? 127 : sums[c]! / known;
	}
}

/** The indexes of what is in the hole, from its rim inwards. */
function inOrderOf(depth: Int32Array): Uint32Array {
	const starts: number[] = [];
	for (const one of depth) if (one > 0) starts[one] = (starts[one] ?? 0) + 1;
	let count = 0;
	for (let one = 1; one < starts.length; one++) {
		const before = count;
		count += starts[one] ?? 0;
		starts[one] = before;
	}
	const order = new Uint32Array(count);
	for (let i = 0; i < depth.length; i++) {
		const one = depth[i]!;
		if (one > 0) order[starts[one]!++] = i;
	}
	return order;
}
