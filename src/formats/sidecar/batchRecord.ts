import { createHash } from 'node:crypto';
import { z } from 'zod';

type Keys = Readonly<Record<string, unknown>>;

const shape = z.array(z.string());
const head = z.object({ info: z.object({ strata: z.object({ batch: shape }) }) });

/**
 * A short name of a request: the same for the same values, in whatever order its keys are; keys without a value do not
 * count.
 */
export function requestId(request: Keys): string {
	return createHash('sha256').update(canonical(request)).digest('hex').slice(0, 16);
}

function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	const entries = Object.entries(value)
		.filter(([, one]) => one !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

/** The requests of batches that a sidecar's `info.strata` says are answered; none where it says nothing readable. */
export function answeredRequests({ batch }: Keys): ReadonlySet<string> {
	return new Set(shape.safeParse(batch).data);
}

/** `info.strata` with further requests answered. */
export function withAnswered(infoStrata: Keys, requests: readonly string[]): Keys {
	return { ...infoStrata, batch: [...new Set([...answeredRequests(infoStrata), ...requests])] };
}

/** The same from a sidecar's text, without reading its masks; none where it is damaged. */
export function answeredIn(text: string): ReadonlySet<string> {
	try {
		return new Set(head.safeParse(JSON.parse(text)).data?.info.strata.batch);
	} catch {
		return new Set();
	}
}
