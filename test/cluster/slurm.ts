import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programs = ['/usr/sbin/munged', '/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/bin/sbatch'];

/** Why Slurm cannot run here; undefined where it can. */
export async function slurmMissing(): Promise<string | undefined> {
	if (process.platform !== 'linux') return 'Slurm runs on Linux only';
	if (userInfo().uid !== 0) return 'slurmd has to be started by root';
	for (const program of programs) {
		const isThere = await readFile(program).then(
			() => true,
			() => false,
		);
		if (!isThere) return `${program} is not installed (Debian: apt-get install slurm-wlm)`;
	}
	return undefined;
}

/** One node that is its own controller, on loopback, with all its files in a folder of its own. */
export class Slurm {
	private readonly daemons: ChildProcess[] = [];

	private constructor(private readonly folder: string) {}

	static async start(): Promise<Slurm> {
		const slurm = new Slurm(await mkdtemp(path.join(tmpdir(), 'strata-slurm-')));
		try {
			await slurm.begin();
			return slurm;
		} catch (error) {
			await slurm.stop();
			throw error;
		}
	}

	/** Runs one of Slurm's commands. */
	async command(name: string, args: readonly string[], cwd: string): Promise<string> {
		const env = { ...process.env, SLURM_CONF: this.file('slurm.conf') };
		return (await run(name, args, { env, cwd })).stdout;
	}

	async stop(): Promise<void> {
		for (const daemon of this.daemons.reverse()) {
			if (daemon.exitCode !== null) continue;
			const ended = new Promise((resolve) => daemon.once('close', resolve));
			daemon.kill('SIGTERM');
			await Promise.race([ended, wait(10_000).then(() => daemon.kill('SIGKILL'))]);
		}
		await rm(this.folder, { recursive: true, force: true });
	}

	private file(name: string): string {
		return path.join(this.folder, name);
	}

	private async begin(): Promise<void> {
		await writeFile(this.file('munge.key'), crypto.getRandomValues(Buffer.alloc(1024)), { mode: 0o400 });
		await mkdir(this.file('state'));
		await mkdir(this.file('spool'));
		const host = hostname();
		const settings = {
			ClusterName: 'strata',
			SlurmctldHost: `${host}(127.0.0.1)`,
			SlurmUser: 'root',
			SlurmctldPort: await freePort(),
			SlurmdPort: await freePort(),
			AuthInfo: `socket=${this.file('munge.socket')}`,
			StateSaveLocation: this.file('state'),
			SlurmdSpoolDir: this.file('spool'),
			SlurmctldPidFile: this.file('slurmctld.pid'),
			SlurmdPidFile: this.file('slurmd.pid'),
			ProctrackType: 'proctrack/linuxproc',
			TaskPlugin: 'task/none',
			SelectType: 'select/cons_tres',
			SelectTypeParameters: 'CR_CPU',
			SlurmdParameters: 'config_overrides',
			ReturnToService: 2,
			MailProg: '/bin/true',
			MessageTimeout: 60,
		};
		const lines = [
			...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
			`NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN`,
			`PartitionName=all Nodes=${host} Default=YES State=UP`,
		];
		await writeFile(this.file('slurm.conf'), `${lines.join('\n')}\n`);
		const mungeFiles = ['key', 'socket', 'pid', 'log', 'seed'].map(
			(name) => `--${name}-file=${this.file(`munge.${name}`)}`,
		);
		this.daemon('/usr/sbin/munged', [
			'--foreground',
			'--force',
			...mungeFiles.map((option) => option.replace('--socket-file', '--socket')),
		]);
		this.daemon('/usr/sbin/slurmctld', ['-D', '-f', this.file('slurm.conf')]);
		this.daemon('/usr/sbin/slurmd', ['-D', '-f', this.file('slurm.conf'), '-N', host]);
		await this.untilIdle();
	}

	private daemon(program: string, args: readonly string[]): void {
		const daemon = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
		daemon.stdout.resume();
		daemon.stderr.resume();
		this.daemons.push(daemon);
	}

	private async untilIdle(): Promise<void> {
		let state = '';
		for (let attempt = 0; attempt < 240; attempt++) {
			state = await this.command('sinfo', ['--noheader', '--format=%T'], this.folder).catch(String);
			if (state.trim() === 'idle') return;
			await wait(500);
		}
		throw new Error(`Expected an idle node after two minutes but Slurm says: ${state}`);
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as { port: number };
	await new Promise((resolve) => server.close(resolve));
	return port;
}
