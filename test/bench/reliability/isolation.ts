import { runProgram } from './helper';

/** Without a network of any kind, not even to itself, and without the rights to get one. */
const withoutNetwork = [['-n'], ['-rn']] as const;

/** The arguments with which `unshare` takes the network away; undefined where it is not here or not permitted. */
export async function isolate(): Promise<readonly string[] | undefined> {
	for (const args of withoutNetwork) if (await isHere('unshare', [...args, 'true'])) return args;
	return undefined;
}

/** Whether a program is here and ends well. */
export function isHere(command: string, args: readonly string[]): Promise<boolean> {
	return runProgram(command, args).then(
		({ code }) => code === 0,
		() => false,
	);
}
