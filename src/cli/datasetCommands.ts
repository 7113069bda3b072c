import type { Command } from 'commander';
import { convertCommand, exportCommand, splitCommand } from './convertCommand';
import { importCommand } from './importCommand';
import { mergeCommand } from './mergeCommand';
import { showCommand } from './showCommand';
import { statsCommand } from './statsCommand';
import { validateCommand } from './validateCommand';

/** The commands for whole datasets, in the order of the help. */
export const datasetCommands = (): Command[] => [
	exportCommand(),
	importCommand(),
	convertCommand(),
	mergeCommand(),
	splitCommand(),
	validateCommand(),
	statsCommand(),
	showCommand(),
];
