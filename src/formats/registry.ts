import type { Format } from '../dataset/format';
import { ade20k } from './ade20k/ade20k';
import { cityscapes } from './cityscapes/cityscapes';
import { coco } from './coco/coco';
import { csv } from './csv/csv';
import { cvat } from './cvat/cvat';
import { geojson } from './geojson/geojson';
import { imagejRoi } from './imagejRoi/imagejRoi';
import { labelme } from './labelme/labelme';
import { labelStudio } from './labelStudio/labelStudio';
import { panoptic } from './panoptic/panoptic';
import { png } from './png/png';
import { strata } from './strata/strata';
import { svg } from './svg/svg';
import { voc } from './voc/voc';
import { xAnyLabeling } from './xAnyLabeling/xAnyLabeling';
import { yolo } from './yolo/yolo';

/** Every format that Strata reads or writes: the only list of them. Recognition asks them in this order. */
export const formats: readonly Format[] = [
	strata,
	coco,
	panoptic,
	yolo,
	voc,
	labelme,
	xAnyLabeling,
	cvat,
	labelStudio,
	png,
	cityscapes,
	ade20k,
	geojson,
	svg,
	imagejRoi,
	csv,
];
