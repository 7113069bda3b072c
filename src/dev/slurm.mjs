// Installs Slurm for `npm test -- cluster` where that needs no question; where it cannot, the test says why it is skipped.
import { aptInstall, isProgram, rightsToInstall } from './aptInstall.mjs';
import { say } from './shell.mjs';

const programs = ['/usr/sbin/munged', '/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/bin/sbatch'];

export async function ensureSlurm() {
	if (programs.every(isProgram)) return;
	const rights = await rightsToInstall();
	if (!rights) return;
	say('installing Slurm with apt-get (once, about a minute)');
	await aptInstall(rights, ['slurm-wlm', 'munge'], 'Install Slurm: `sudo apt-get install slurm-wlm`.');
}
