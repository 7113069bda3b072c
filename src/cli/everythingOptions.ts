import { type Command, InvalidArgumentError } from 'commander';
import type { EverythingParams } from '../shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../shared/thresholds';

/** Options of every command that finds all masks. */
export interface EverythingOptions {
	readonly points: number;
	readonly score?: number;
	readonly stability?: number;
	readonly frugal?: true;
}

export function withEverythingOptions(command: Command): Command {
	return withMaskOptions(command).option(
		'--frugal',
		'ask at a fifth of the places, those least like what is known: faster, finds less',
	);
}

/** Options of every command that asks the model at many places: how many, and which masks are good enough. */
export function withMaskOptions(command: Command): Command {
	return command
		.option(
			'--points <n>',
			'places along each side of a square image',
			pointsOf,
			everythingDefaults.pointsPerSide,
		)
		.option('--score <s>', 'minimum score of a mask, from 0 to 1 (default: the model’s)', fractionOf)
		.option('--stability <s>', 'minimum stability of a mask, from 0 to 1 (default: the model’s)', fractionOf);
}

/** A level, or all, as an option's value. */
export function levelOrAllOf(text: string): number | 'all' {
	if (text === 'all') return text;
	if (/^[1-6]$/.test(text)) return Number(text);
	throw new InvalidArgumentError(`Expected a level from 1 to 6, or all, but received ${text}.`);
}

/** What the options ask the inference service for. */
export function everythingParamsOf(
	{ points, score, stability, frugal }: EverythingOptions,
	level: number | 'all',
): Omit<EverythingParams, 'image' | 'asker'> {
	return {
		pointsPerSide: points,
		...(level !== 'all' && { level }),
		...(score !== undefined && { minScore: score }),
		...(stability !== undefined && { minStability: stability }),
		...(frugal && { frugal }),
	};
}

function pointsOf(text: string): number {
	const points = /^\d+$/.test(text) ? Number(text) : 0;
	if (points >= 1 && points <= 128) return points;
	throw new InvalidArgumentError(`Expected a whole number from 1 to 128 but received ${text}.`);
}

/** A number from 0 to 1 as an option's value. */
export function fractionOf(text: string): number {
	const fraction = text.trim() === '' ? Number.NaN : Number(text);
	if (fraction >= 0 && fraction <= 1) return fraction;
	throw new InvalidArgumentError(`Expected a number from 0 to 1 but received ${text}.`);
}
