import { InvalidArgumentError } from 'commander';
import { PackError } from '../packs/manifest/packError';
import { InferenceError, type InferenceErrorKind } from '../shared/inferenceError';
import { CliError, type ExitCode, exitCodes } from './exitCodes';

/** How a command ends for a reason outside of Strata: one sentence on stderr, and an exit code. */
interface Failure {
	readonly message: string;
	readonly exitCode: ExitCode;
}

const codesOfKinds: Partial<Record<InferenceErrorKind, ExitCode>> = {
	image: exitCodes.image,
	unknownImage: exitCodes.image,
	pack: exitCodes.pack,
};

/** @returns undefined for what only a fault in Strata can throw */
export function describeFailure(error: unknown): Failure | undefined {
	if (!(error instanceof Error)) return undefined;
	const exitCode = exitCodeOf(error);
	return exitCode === undefined ? undefined : { message: oneLine(error.message), exitCode };
}

function exitCodeOf(error: Error): ExitCode | undefined {
	if (error instanceof CliError) return error.exitCode;
	if (error instanceof InvalidArgumentError) return exitCodes.usage;
	if (error instanceof InferenceError) return codesOfKinds[error.kind] ?? exitCodes.failed;
	if (error instanceof PackError) return error.kind === 'download' ? exitCodes.download : exitCodes.pack;
	// The file system's own errors say what failed, on which file.
	return 'syscall' in error ? exitCodes.failed : undefined;
}

const oneLine = (message: string) => message.replaceAll(/\s*\n\s*/g, ' ');
