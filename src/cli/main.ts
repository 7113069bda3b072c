import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { version } from '../../package.json';
import { PackError } from '../packs/manifest/packError';
import { InferenceError } from '../shared/inferenceError';
import { cutoutCommand } from './cutoutCommand';
import { datasetCommands } from './datasetCommands';
import { editCommand } from './editCommand';
import { everythingCommand } from './everythingCommand';
import { CliError, exitCodeOf, exitCodes, exitCodesHelp } from './exitCodes';
import { setQuiet } from './output';
import { packCommand } from './packCommand';
import { segmentCommand } from './segmentCommand';

const program = new Command('strata')
	.description(
		'Masks of things and their parts, on this machine. The same inference and files as the editor.',
	)
	.version(version)
	.addHelpText('after', exitCodesHelp)
	.showHelpAfterError('(strata --help, or strata COMMAND --help, says more)')
	.option('-q, --quiet', 'print only errors and what --json prints')
	.hook('preAction', (_, command) => setQuiet(command.optsWithGlobals().quiet === true))
	.exitOverride();
// One file per command.
for (const command of [
	segmentCommand(),
	everythingCommand(),
	packCommand(),
	cutoutCommand(),
	editCommand(),
	...datasetCommands(),
]) {
	program.addCommand(command.copyInheritedSettings(program).addHelpText('after', exitCodesHelp));
	for (const sub of command.commands) sub.copyInheritedSettings(program);
}

function end(error: unknown): void {
	if (error instanceof InvalidArgumentError) {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = exitCodes.usage;
	} else if (error instanceof CommanderError) {
		// Commander has printed its message, or the help that was asked for.
		process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
	} else if (error instanceof CliError || error instanceof InferenceError) {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = error instanceof CliError ? error.exitCode : exitCodeOf(error.kind);
	} else if (error instanceof PackError) {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = error.kind === 'download' ? exitCodes.download : exitCodes.pack;
	} else {
		process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		process.exitCode = exitCodes.failed;
	}
}

program.parseAsync().catch(end);
