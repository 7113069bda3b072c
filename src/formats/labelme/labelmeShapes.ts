import { boxMask } from '../../dataset/boxMask';
import type { DatasetAnnotation, DatasetImage } from '../../dataset/dataset';
import { maskWhere } from '../../dataset/labelMap';
import type { Losses } from '../../dataset/losses';
import { polygonMask } from '../../dataset/polygonMask';
import { withoutEmpty } from '../../dataset/withoutEmpty';
import type { Ring } from '../../shared/mask/polygonsWithHoles';
import type { RunLengths } from '../../shared/mask/runLengths';
import { union } from '../../shared/mask/setOperations';
import { storedPixels } from '../png/pngFile';
import type { LabelmeShape } from './labelmeFile';

type Size = Pick<DatasetImage, 'width' | 'height'>;
type Read = DatasetAnnotation & { readonly group: string | undefined };

/** Shapes of one label and one group are one thing. Points and lines are no areas: they are counted. */
export function annotationsOfShapes(
	shapes: readonly LabelmeShape[],
	size: Size,
	losses: Losses,
): DatasetAnnotation[] {
	const groups = new Map<string, Read>();
	const annotations: Read[] = [];
	for (const shape of shapes) {
		const read = readShape(shape, size);
		if (!read) {
			losses.add('shapesSkipped');
			continue;
		}
		const before = read.group === undefined ? undefined : groups.get(read.group);
		const joined = before ? join(before, read) : read;
		if (before) annotations[annotations.indexOf(before)] = joined;
		else annotations.push(joined);
		if (read.group !== undefined) groups.set(read.group, joined);
	}
	const kept = withoutEmpty(annotations, losses);
	return kept.map(({ group, ...annotation }) => annotation);
}

function join({ polygons, box, ...before }: Read, { mask, polygons: others }: Read): Read {
	return {
		...before,
		mask: union(before.mask, mask),
		// A mask has no outline of its own, and so neither does a thing that contains one.
		...(polygons && others && { polygons: [...polygons, ...others] }),
	};
}

function readShape(shape: LabelmeShape, size: Size): Read | undefined {
	const { label, points, group_id, shape_type, mask, score, strata, ...rest } = shape;
	const area = areaOf(shape, size);
	if (!area) return undefined;
	const { kind = 'object', ...details } = strata ?? {};
	const extra = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isUsual(value)));
	return {
		category: { name: label, kind },
		...area,
		...(typeof score === 'number' && { score }),
		...withoutUndefined(details),
		...(Object.keys(extra).length > 0 && { extra }),
		group: typeof group_id === 'number' ? JSON.stringify([group_id, kind, label]) : undefined,
	};
}

const withoutUndefined = (details: NonNullable<LabelmeShape['strata']>): Partial<DatasetAnnotation> =>
	Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));

/** What shapes have that nobody filled in: '', false, null, {} and []. */
const isUsual = (value: unknown) =>
	!value || (typeof value === 'object' && Object.keys(value as object).length === 0);

function areaOf(
	{ shape_type, points, mask, label }: LabelmeShape,
	{ width, height }: Size,
): Pick<DatasetAnnotation, 'mask' | 'polygons' | 'box'> | undefined {
	const polygon = (ring: Ring) => ({ mask: polygonMask(ring, width, height), polygons: [ring] });
	const [first, second] = points;
	switch (shape_type ?? 'polygon') {
		case 'polygon':
		case 'rotation':
		case 'oriented_rectangle':
			return points.length < 3 ? undefined : polygon(points.flat());
		case 'rectangle': {
			if (!first || !second) return undefined;
			const xs = points.map(([x]) => x);
			const ys = points.map(([, y]) => y);
			const [x, y] = [Math.min(...xs), Math.min(...ys)];
			const box = [x, y, Math.max(...xs) - x, Math.max(...ys) - y] as const;
			return { mask: boxMask(box, width, height), box };
		}
		case 'circle':
			return first && second ? polygon(circle(first, second)) : undefined;
		case 'mask':
			return first && mask ? { mask: placed(mask, first, { width, height }, label) } : undefined;
		default:
			return undefined;
	}
}

const circleCorners = 90;

/** A circle from its centre and a point on it. */
function circle([x, y]: readonly [number, number], [edgeX, edgeY]: readonly [number, number]): number[] {
	const radius = Math.hypot(edgeX - x, edgeY - y);
	return Array.from({ length: circleCorners }, (_, i) => (i * 2 * Math.PI) / circleCorners).flatMap(
		(angle) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)],
	);
}

/** A PNG of a part of the image, put where it belongs; of several channels the first counts. */
function placed(
	base64: string,
	[left, top]: readonly [number, number],
	size: Size,
	label: string,
): RunLengths {
	const png = storedPixels(Buffer.from(base64, 'base64'), `the mask of “${label}”`);
	const [x0, y0] = [Math.round(left), Math.round(top)];
	return maskWhere(size.width, size.height, (at) => {
		const x = (at % size.width) - x0;
		const y = Math.floor(at / size.width) - y0;
		if (x < 0 || y < 0 || x >= png.width || y >= png.height) return false;
		return png.data[(y * png.width + x) * png.channels] !== 0;
	});
}
