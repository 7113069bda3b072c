import type { AnnotationSet } from '../../shared/annotations/annotation';
import {
	addAnnotations,
	addedIds,
	applyEdit,
	type CategoryName,
	type NewAnnotation,
} from '../../shared/annotations/annotationEdits';
import type { Prompt } from '../../shared/prompt';
import type { EverythingParams } from '../../shared/protocol/inferenceProtocol';
import { answeredRequests, requestId, withAnswered } from './batchRecord';
import type { Sidecar } from './sidecarModel';

/** All masks of an image. */
interface EverythingRequest {
	readonly everything: Omit<EverythingParams, 'image' | 'asker'>;
	readonly category: CategoryName;
	/** How masks are named; absent: not at all. */
	readonly names?: {
		readonly known: { readonly names: readonly CategoryName[]; readonly isClosed: boolean };
		readonly asSuggestions: boolean;
		readonly namedOnly: boolean;
		readonly namePack?: string;
	};
}

/** The mask of one thing. */
interface ThingRequest {
	/** In pixels of the image; at least one positive point, or a box. */
	readonly prompts: readonly Prompt[];
	readonly category: CategoryName;
	/** Absent: the best one. */
	readonly level?: number;
}

/** What a batch asks about an image, once. */
export type BatchRequest = EverythingRequest | ThingRequest;

/** What the model answered to a request. */
export interface BatchAnswer {
	readonly id: string;
	/** What is to be added to the annotations that are there. */
	readonly additionsTo: (set: AnnotationSet) => readonly NewAnnotation[];
}

/** How a sidecar remembers that a request was answered. @param pack the id of the model pack that is asked */
export const idOf = (request: BatchRequest, pack: string): string => requestId({ ...request, pack });

/**
 * A sidecar with answers and, in the same step, the record that they were given: so each is there once, whenever a run
 * is killed and however many run. Answers that it records already add nothing.
 *
 * @returns the same sidecar where there is nothing to write, and how many annotations were added
 */
export function addAnswers(
	sidecar: Sidecar,
	answers: readonly BatchAnswer[],
): { readonly sidecar: Sidecar; readonly added: number } {
	const { set, rest } = sidecar;
	const known = answeredRequests(rest.infoStrata);
	const open = answers.filter(({ id }) => !known.has(id));
	if (open.length === 0) return { sidecar, added: 0 };
	const edit = addAnnotations(
		set,
		open.flatMap(({ additionsTo }) => additionsTo(set)),
	);
	const infoStrata = withAnswered(
		rest.infoStrata,
		open.map(({ id }) => id),
	);
	return {
		sidecar: { ...sidecar, set: applyEdit(set, edit), rest: { ...rest, infoStrata } },
		added: addedIds(edit).length,
	};
}
