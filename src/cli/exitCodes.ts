/** What `strata` ends with; printed by its help. */
export const exitCodes = {
	ok: 0,
	/** A fault in Strata or in the runtime. */
	failed: 1,
	/** The command line is wrong; what commander itself ends with is turned into this. */
	usage: 2,
	/** The image cannot be read. */
	image: 3,
	/** The model pack is missing, incomplete or altered. */
	pack: 4,
	/** The model finds no mask at the prompts, or none of that level. */
	noMask: 5,
	/** The sidecar is broken, newer, of another image, or cannot be written; it is as it was. */
	sidecar: 6,
	/** A model pack could not be downloaded; the next attempt resumes it. */
	download: 7,
	/** A dataset cannot be read or written. */
	dataset: 8,
	/** Something was lost in a conversion, and `--strict` was asked for. */
	loss: 9,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `
Exit codes:
  0  done
  1  failed (the message says how)
  2  wrong command line
  3  the image cannot be read
  4  the model pack is missing, incomplete or altered
  5  no mask at these prompts, or no such level
  6  the sidecar cannot be read or written; it is left as it was
  7  a model pack could not be downloaded; the next attempt resumes it
  8  a dataset cannot be read or written, or is not valid
  9  a conversion lost something, and --strict was given`;

/** An end that a user can understand: one sentence on stderr, no stack. */
export class CliError extends Error {
	constructor(
		readonly exitCode: ExitCode,
		message: string,
	) {
		super(message);
	}
}
