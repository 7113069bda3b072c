// Finds the browser that the tests drive, and installs it where that needs no question.
import { aptInstall, isProgram, onPath, rightsToInstall } from './aptInstall.mjs';
import { attempt, main, PlainError, say } from './shell.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const places = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The path of a Chromium that starts; installs Debian's where there is none and we may.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
	const found = await findChromium();
	if (found) return found;
	const rights = await rightsToInstall();
	if (!rights) throw new PlainError(missing);
	say('installing Chromium with apt-get (once, about a minute)');
	await aptInstall(rights, ['chromium'], missing);
	const installed = await findChromium();
	if (!installed) throw new PlainError(`apt-get ended well, but chromium does not start. ${missing}`);
	return installed;
}

const missing =
	'The tests in VS Code and the bench need Chromium: install it (Debian, Ubuntu: `sudo apt-get install chromium`), ' +
	'or name a Chrome or Chromium in the variable CHROME_PATH.';

async function findChromium() {
	const chosen = process.env.CHROME_PATH;
	const candidates = chosen ? [chosen] : [...names.map(onPath), ...places.filter(isProgram)];
	for (const candidate of candidates) {
		if (candidate && (await starts(candidate))) return candidate;
	}
	if (chosen) throw new PlainError(`CHROME_PATH names ${chosen}, which does not start.`);
	return undefined;
}

/** Ubuntu's `chromium-browser` may be a stub that only says to install a snap. */
async function starts(program) {
	try {
		return (await attempt(program, ['--version'], { capture: true })).code === 0;
	} catch (error) {
		if (error.code === 'ENOENT' || error.code === 'EACCES') return false;
		throw error;
	}
}

await main(import.meta.url, async () => console.log(await ensureChromium()));
