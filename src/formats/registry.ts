import type { Format } from '../dataset/format';
import { coco } from './coco/coco';
import { labelme } from './labelme/labelme';
import { strata } from './strata/strata';
import { xAnyLabeling } from './xAnyLabeling/xAnyLabeling';
import { yolo } from './yolo/yolo';

/** Every format that Strata reads or writes: the only list of them. Recognition asks them in this order. */
export const formats: readonly Format[] = [strata, coco, yolo, labelme, xAnyLabeling];
