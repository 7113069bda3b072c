import { z } from 'zod';
import type { SidecarVersion } from '../../../formats/sidecar/sidecarFile';

/** Stands for a version that nobody knows: no file ever has it. */
export const unknownVersion = 'unknown';

/** What is kept of unsaved masks, so that they survive the window. */
export interface BackupContent {
	/** The image's address. */
	readonly image: string;
	/** The masks, as a sidecar's text. */
	readonly sidecar: string;
	/** The version of the sidecar on disk that the masks were made on. */
	readonly base: SidecarVersion;
}

/** JSON has no undefined; backups of before 0.2 do not say what they were made on. */
const shape = z.object({
	image: z.string(),
	sidecar: z.string(),
	base: z.string().nullable().default(unknownVersion),
});

/** @throws Error where the text is no backup, or was cut short */
export function parseBackup(text: string): BackupContent {
	const { base, ...rest } = shape.parse(JSON.parse(text));
	return { ...rest, base: base ?? undefined };
}

export function serializeBackup({ image, sidecar, base }: BackupContent): string {
	return JSON.stringify({ image, sidecar, base: base ?? null });
}
