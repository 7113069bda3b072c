// Installs programs that the unit tests read what we write with, where that needs no question; where it cannot, those tests say why they are skipped.
import { existsSync } from 'node:fs';
import { aptInstall, onPath, rightsToInstall } from './aptInstall.mjs';
import { attempt, PlainError, say } from './shell.mjs';

const python = '/usr/bin/python3';
const imagej = '/usr/share/java/ij.jar';

export async function ensureOtherPrograms() {
	const missing = [
		...((await hasPython('labelme')) ? [] : ['labelme']),
		...((await hasPython('shapely')) ? [] : ['python3-shapely']),
		// It is small where there is a Java to run it, and large where there is none.
		...(existsSync(imagej) || !onPath('javac') ? [] : ['imagej']),
	];
	if (missing.length === 0) return;
	const rights = await rightsToInstall();
	if (!rights) return;
	say(`installing ${missing.join(', ')} with apt-get (once, about a minute)`);
	try {
		await aptInstall(rights, missing, `Install them: \`sudo apt-get install ${missing.join(' ')}\`.`);
	} catch (error) {
		if (!(error instanceof PlainError)) throw error;
		say(error.message);
	}
}

async function hasPython(name) {
	if (!existsSync(python)) return false;
	return (await attempt(python, ['-c', `import ${name}`], { capture: true })).code === 0;
}
