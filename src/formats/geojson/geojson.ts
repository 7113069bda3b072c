import { categoryKey, type Dataset, type DatasetAnnotation } from '../../dataset/dataset';
import type { Format, WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { outlinePieces } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import type { Ring } from '../../shared/mask/polygonsWithHoles';
import { ringPoints } from '../../shared/mask/ringPoints';
import { vocPalette } from '../png/pngFile';

export const geojson: Format = {
	description: {
		id: 'geojson',
		name: 'GeoJSON (QuPath)',
		extension: '.geojson',
		layout: 'a file per image',
		holds: {
			shape: 'polygons in pixels',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'yes',
			kinds: 'yes, as a property',
			details: 'level and score as properties; not prompts',
			splits: 'no',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'shapely (valid geometry, pixel by pixel); an even-odd fill of its rings in the tests',
	},
	write,
};

/** Features that QuPath imports as annotations: pixels from the top left corner, y down. */
async function write(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const numbers = new Map(dataset.categories.map((one, i) => [categoryKey(one), i + 1]));
	const stems = new UniqueStems(options.losses);
	for await (const image of dataset.images()) {
		const name = stems.name(image.name);
		const features = image.annotations.flatMap((annotation) => {
			const number = numbers.get(categoryKey(annotation.category))!;
			const feature = featureOf(annotation, number, options);
			if (!feature) options.losses.add('emptyMasks');
			return feature ? [feature] : [];
		});
		const lines = features.map((one) => `\n${JSON.stringify(one)}`).join(',');
		await output.write(`${stem(name)}.geojson`, `{"type":"FeatureCollection","features":[${lines}\n]}\n`);
		if (options.copyImages) await copyPicture(image, name, output, options.losses);
	}
}

function featureOf(annotation: DatasetAnnotation, number: number, options: WriteOptions): object | undefined {
	const { category, level, score } = annotation;
	const polygons = outlinePieces(annotation, options).map(({ outer, holes }) =>
		// RFC 7946: the outer ring counter-clockwise with y up, which is clockwise with y down; holes against it.
		[closed(outer, true), ...holes.map((hole) => closed(hole, false))],
	);
	if (polygons.length === 0) return undefined;
	const geometry =
		polygons.length === 1
			? { type: 'Polygon', coordinates: polygons[0] }
			: { type: 'MultiPolygon', coordinates: polygons };
	return {
		type: 'Feature',
		geometry,
		properties: {
			objectType: 'annotation',
			classification: { name: category.name, color: vocPalette[number % 256] },
			kind: category.kind,
			...(level !== undefined && { level }),
			...(score !== undefined && { score }),
		},
	};
}

/** The ring as points, its first again at its end. */
function closed(ring: Ring, isReversed: boolean): number[][] {
	const points = ringPoints(ring);
	points.push(points[0]!);
	return isReversed ? points.reverse() : points;
}
