/** Whether there is a process of that id on this machine. */
export function processIsRunning(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// There is one, but it belongs to another user.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
