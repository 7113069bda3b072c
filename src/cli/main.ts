import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { version } from '../../package.json';
import { alikeCommand } from './alikeCommand';
import { batchCommand } from './batch/batchCommand';
import { cutoutCommand } from './cutoutCommand';
import { datasetCommands } from './datasetCommands';
import { editCommand } from './editCommand';
import { everythingCommand } from './everythingCommand';
import { exitCodes, exitCodesHelp } from './exitCodes';
import { describeFailure } from './failure';
import { handleClosedOutput, setQuiet } from './output';
import { packCommand } from './packCommand';
import { repeatCoordinateFlags } from './promptOptions';
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
	batchCommand(),
	alikeCommand(),
	packCommand(),
	cutoutCommand(),
	editCommand(),
	...datasetCommands(),
]) {
	program.addCommand(command.copyInheritedSettings(program).addHelpText('after', exitCodesHelp));
	for (const sub of command.commands) sub.copyInheritedSettings(program);
}

function end(error: unknown): void {
	if (error instanceof CommanderError && !(error instanceof InvalidArgumentError)) {
		// Commander has printed its message, or the help that was asked for.
		process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
		return;
	}
	const failure = describeFailure(error);
	const fault = () => (error instanceof Error ? (error.stack ?? error.message) : String(error));
	process.stderr.write(`${failure?.message ?? fault()}\n`);
	process.exitCode = failure?.exitCode ?? exitCodes.failed;
}

handleClosedOutput();
program.parseAsync(repeatCoordinateFlags(process.argv.slice(2)), { from: 'user' }).catch(end);
