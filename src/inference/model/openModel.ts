import { clipFamily } from '../../packs/manifest/clipFamily';
import { detectorFamily } from '../../packs/manifest/detectorFamily';
import { inpaintFamily } from '../../packs/manifest/inpaintFamily';
import type { Pack } from '../../packs/manifest/packManifest';
import { partsFamily } from '../../packs/manifest/partsFamily';
import { InferenceError } from '../../shared/inferenceError';
import type { GraphRuntime } from '../runtime/graphRuntime';
import type { Model, OpenModel } from './model';
import { openSam } from './sam/sam';
import { openSemanticSam } from './semanticSam/semanticSam';

const families: Readonly<Record<string, OpenModel>> = {
	sam: openSam,
	'semantic-sam': openSemanticSam,
};

/** The model of a pack. @throws InferenceError `pack` where its family is not known or its manifest lacks something */
export function openModel(pack: Pack, runtime: GraphRuntime): Model {
	const { name, family } = pack.manifest;
	const open = Object.hasOwn(families, family) ? families[family] : undefined;
	if (open) return open(pack, runtime);
	if (family === inpaintFamily) {
		throw new InferenceError(
			'pack',
			`${name} fills places in images and makes no masks. Choose another model for masks.`,
		);
	}
	if (family === detectorFamily) {
		throw new InferenceError(
			'pack',
			`${name} names objects and makes no masks. Choose another model for masks.`,
		);
	}
	if (family === clipFamily || family === partsFamily) {
		throw new InferenceError(
			'pack',
			`${name} suggests names and makes no masks. Choose another model for masks.`,
		);
	}
	throw new InferenceError(
		'pack',
		`${name} is of the family “${family}”, which this version of Strata does not know (it knows ${Object.keys(families).join(', ')}). A newer version may.`,
	);
}
