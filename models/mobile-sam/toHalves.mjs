const maxHalf = 65504;
/** Below it halves lie evenly, `subnormalStep` apart. */
const minNormal = 2 ** -14;
const subnormalStep = 2 ** -24;

/**
 * The nearest float16 of each number, as their bits; of two equally near ones the even one.
 *
 * @param {Float32Array} data
 * @throws RangeError for a number that float16 cannot hold
 */
export function toHalves(data) {
	return Uint16Array.from(data, (value) => {
		const size = Math.abs(value);
		if (!(size <= maxHalf))
			throw new RangeError(`Expected a number within ±${maxHalf} but received ${value}.`);
		const sign = value < 0 ? 0x8000 : 0;
		if (size < minNormal) return sign | roundEven(size / subnormalStep);
		const exponent = Math.floor(Math.log2(size));
		// A fraction that is rounded up to 1024 carries into the exponent, as it should.
		return sign | (((exponent + 15) << 10) + roundEven((size / 2 ** exponent - 1) * 1024));
	});
}

function roundEven(value) {
	const floor = Math.floor(value);
	const rest = value - floor;
	return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
