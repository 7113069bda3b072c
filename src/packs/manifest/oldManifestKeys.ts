/**
 * A manifest's JSON value with the keys that were called otherwise up to version 0.1 under their present names, so that
 * packs made for it go on working. What is not an object stays as it is, for the schema to refuse.
 */
export function withPresentKeys(manifest: unknown): unknown {
	if (!isRecord(manifest)) return manifest;
	const { sure, ...rest } = manifest;
	const present: Record<string, unknown> = { ...rest };
	if (isRecord(sure) && rest.everything === undefined) {
		present.everything = { minScore: sure.score, minStability: sure.stability };
	}
	if (isRecord(rest.decoder) && 'mostPoints' in rest.decoder) {
		const { mostPoints, ...decoder } = rest.decoder;
		present.decoder = { maxPoints: mostPoints, ...decoder };
	}
	return present;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
